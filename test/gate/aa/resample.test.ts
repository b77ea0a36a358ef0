import { describe, expect, it } from 'vitest'
import {
  type Alarms,
  alarmsOf,
  anyFailed,
  judgeAsTheyAre,
  poolForResampling,
  type ResampledGate,
  type ResampleOptions,
  regressionPart,
  resample,
  trialsPerCase,
  urnsOf,
} from '../../../src/gate/aa/index.ts'
import { draw } from '../../../src/gate/aa/urn.ts'
import { derivedRandom } from '../../../src/model/random.ts'
import { caseOf, measures } from '../build.ts'
import { judgeAgainst, type Letters } from '../comparison/build.ts'
import { gateOf, runOf } from './build.ts'

/** 20 cases of 5 trials of which 95 % pass: θ is exactly the rate. */
const AT_95: Letters = Object.fromEntries(
  Array.from({ length: 20 }, (_, index) => [`case-${index}`, index < 5 ? 'PPPPF' : 'PPPPP']),
)
/** The same at 80 %. */
const AT_80: Letters = Object.fromEntries(
  Array.from({ length: 20 }, (_, index) => [`case-${index}`, 'PPPPF']),
)

type Over = Partial<ResampleOptions> & Partial<Parameters<typeof trialsPerCase>[1]>

function resampledOf(run: ReturnType<typeof runOf>, gate: ResampledGate, over: Over = {}) {
  const { cases } = poolForResampling([run])
  const trialsOf = trialsPerCase(cases, { trials: null, baselineTrials: null, ...over })
  const urns = urnsOf(cases)
  const resampled = [...resample(urns, gate, { resamples: 1000, seed: 1, drift: 0, trialsOf, ...over })]
  return { urns, resampled }
}

function alarms(letters: Letters, gate: ResampledGate, over: Over = {}): Alarms {
  const { urns, resampled } = resampledOf(runOf('a', letters), gate, over)
  return alarmsOf(resampled, judgeAsTheyAre(urns, gate), gate)
}

function firstOf({ assertions: [first] }: Alarms) {
  if (first === undefined) throw new Error('expected an assertion')
  return first
}

describe('how often a gate alarms although nothing changed', () => {
  it('is .39 for a threshold that is exactly the true rate and decided by the observed value', () => {
    const { red, provenFail, level, holds } = firstOf(alarms(AT_95, gateOf(['success_rate >= 95%'])))
    expect(red.rate).toBeGreaterThan(0.34)
    expect(red.rate).toBeLessThan(0.43)
    expect(red.low).toBeLessThan(red.rate)
    expect(provenFail.rate).toBeLessThan(0.05)
    expect([level, holds]).toEqual([0.05, true])
  })

  it('is at most the level for the regression gate', () => {
    const { red, provenFail, level } = firstOf(alarms(AT_80, gateOf(['success_rate no_worse_than baseline'])))
    expect(red).toEqual(provenFail)
    expect(red.rate).toBeGreaterThan(0.01)
    expect(red.rate).toBeLessThan(0.06)
    expect(level).toBe(0.05)
  })

  it('splits the level over the assertions of the suite, and leaves an added one its own', () => {
    const gate = gateOf(['success_rate >= 50%', 'p95_latency <= 5s'], ['success_rate no_worse_than baseline'])
    const { assertions, gate: whole } = alarms(AT_80, gate, { resamples: 200 })
    expect(assertions.map(({ level, inSuite }) => [level, inSuite])).toEqual([
      [0.025, true],
      [0.025, true],
      [0.05, false],
    ])
    expect(assertions[2]?.red.count).toBeGreaterThan(0)
    // What the suite does not ask for turns no gate red.
    expect(whole.red.count).toBe(0)
  })

  it('is no false alarm where the run itself does not meet the assertion', () => {
    const { assertions, gate } = alarms(AT_80, gateOf(['success_rate >= 95%']), { resamples: 200 })
    expect(assertions[0]).toMatchObject({ holds: false, value: expect.closeTo(0.8, 9) })
    expect(gate.red.rate).toBeGreaterThan(0.95)
    expect(gate.falselyRed.count).toBe(0)
  })

  it('counts a must_pass case that fails now and then', () => {
    const letters = { steady: 'PPPPP', shaky: 'PPPPF' }
    const run = runOf('a', letters, undefined, [caseOf('steady'), caseOf('shaky', { mustPass: true })])
    const gate = gateOf(['success_rate >= 10%'])
    const { urns, resampled } = resampledOf(run, gate, { resamples: 300 })
    const { assertions, gate: whole } = alarmsOf(resampled, judgeAsTheyAre(urns, gate), gate)
    expect(assertions[1]).toMatchObject({ text: 'must_pass: shaky', about: 'must_pass', level: null })
    // Five trials at (4 + .9)/6 all pass about a third of the time.
    expect(assertions[1]?.red.rate).toBeCloseTo(1 - (4.9 / 6) ** 5, 1)
    expect(whole.red.count).toBe(assertions[1]?.red.count)
  })

  it('counts a known_failing case that happens to pass', () => {
    const known = caseOf('known', { knownFailing: { reason: 'later', until: null } })
    const run = runOf('a', { fine: 'PPPP', known: 'PF' }, undefined, [caseOf('fine'), known])
    const gate = gateOf(['success_rate >= 10%'])
    const { urns, resampled } = resampledOf(run, gate, { resamples: 300 })
    const { assertions, gate: whole } = alarmsOf(resampled, judgeAsTheyAre(urns, gate), gate)
    expect(assertions[0]?.red.count).toBe(0)
    expect(whole.falselyRed.rate).toBeGreaterThan(0.15)
  })

  it('is not evaluated where too many trials end in error', () => {
    const { gate } = alarms({ a: 'PPEE', b: 'PEEP' }, gateOf(['success_rate >= 10%']), { resamples: 50 })
    expect(gate.notEvaluated).toBeGreaterThan(40)
  })

  it('is nothing for fixed replies, which are the same each time', () => {
    const run = runOf('a', { a: 'P', b: 'F' }, () => ({ evidence: 'fixed', sample: 'script' }))
    const gate = gateOf(['success_rate >= 50%', 'success_rate no_worse_than baseline'])
    const { urns, resampled } = resampledOf(run, gate, { resamples: 20, trials: 7 })
    const { gate: whole } = alarmsOf(resampled, judgeAsTheyAre(urns, gate), gate)
    expect(whole.red.count).toBe(0)
  })

  it('is the same for the same seed, and another for another', () => {
    const told = (seed: number) =>
      resampledOf(runOf('a', AT_95), gateOf(['success_rate >= 95%']), { seed, resamples: 60 }).resampled
    expect(told(1)).toEqual(told(1))
    expect(told(1)).not.toEqual(told(2))
  })

  it('draws as many trials as are asked for on each side', () => {
    const gate = gateOf(['success_rate >= 95%'])
    const rate = (trials: number) =>
      firstOf(alarms({ ...AT_95, more: 'PPPPP' }, gate, { trials, resamples: 300 })).red.rate
    expect(rate(60)).toBeLessThan(rate(2))
    const { cases } = poolForResampling([runOf('a', { a: 'PPP', b: 'P' })])
    expect(trialsPerCase(cases, { trials: null, baselineTrials: null })('a')).toEqual({
      candidate: 3,
      baseline: 3,
    })
    expect(trialsPerCase(cases, { trials: null, baselineTrials: 9 })('b')).toEqual({
      candidate: 1,
      baseline: 9,
    })
    expect(trialsPerCase(cases, { trials: 2, baselineTrials: null })('a')).toEqual({
      candidate: 2,
      baseline: 2,
    })
  })

  it('rises with drift between runs, which no test of one run against another can see', () => {
    const gate = regressionPart(gateOf(['success_rate >= 50%', 'success_rate no_worse_than baseline']))
    expect(gate.assertions.map(({ assertion }) => assertion.text)).toEqual([
      'success_rate no_worse_than baseline',
    ])
    const at = (drift: number) =>
      anyFailed(resampledOf(runOf('a', AT_80), gate, { drift, resamples: 400 }).resampled, gate).rate
    expect(at(0)).toBeLessThan(0.07)
    expect(at(0.1)).toBeGreaterThan(0.15)
  })

  it('takes the added assertion for the regression where the suite has none', () => {
    const gate = gateOf(['success_rate >= 50%'], ['success_rate no_worse_than baseline'])
    expect(regressionPart(gate).assertions).toEqual(gate.added)
  })
})

describe('a resample', () => {
  it('is judged as the gate judges two runs of these trials', () => {
    const texts = ['success_rate >= 80%', 'success_rate no_worse_than baseline', 'avg_cost <= baseline + 10%']
    const run = runOf('a', AT_80, (trial) => ({ measures: measures({ costUsd: 0.01 + trial * 0.002 }) }))
    const { urns, resampled } = resampledOf(run, gateOf(texts), { resamples: 10 })
    for (const [index, { decision, assertions }] of resampled.entries()) {
      const random = derivedRandom(1, 'aa', index)
      const side = (name: string) =>
        urns
          .map((urn) => draw(urn, 5, urn.passRate, random))
          .flatMap(({ trials }) =>
            trials.map((each, trial) => ({ ...each, trial, sample: `${name}-${trial}` })),
          )
      const before = side('before')
      const verdict = judgeAgainst(before, side('now'), texts)
      expect(assertions).toEqual(
        verdict.assertions.map(({ text, decision: decided, proof, pValue }) => {
          return { text, decision: decided, proof, tested: pValue !== null }
        }),
      )
      expect(decision).toBe(verdict.decision)
    }
  })
})

describe('what fresh trials are drawn from', () => {
  it('draws the rate of each case towards that of the suite, and leaves the suite where it is', () => {
    const { cases } = poolForResampling([runOf('a', AT_95)])
    const rates = urnsOf(cases).map(({ passRate }) => passRate ?? 0)
    expect(rates[0]).toBeCloseTo(4.95 / 6, 9)
    expect(rates[19]).toBeCloseTo(5.95 / 6, 9)
    expect(rates.reduce((sum, rate) => sum + rate, 0) / 20).toBeCloseTo(0.95, 9)
  })

  it('keeps cost and latency with the trials of the case that ended so', () => {
    const run = runOf('a', { a: 'PPFF', b: 'PPPP' }, (trial, id) => ({
      measures: measures({ costUsd: id === 'b' ? 5 : trial < 2 ? 1 : 2 }),
    }))
    const { cases } = poolForResampling([run])
    const cost = gateOf(['avg_cost <= $10'])
    const urns = urnsOf(cases)
    const seen = new Set<string>()
    for (const urn of urns)
      for (const each of [...urn.passes, ...urn.fails, ...urn.turned.values()])
        seen.add(`${urn.case.id} ${each.outcome} ${each.measured?.costUsd}`)
    expect([...seen].sort()).toEqual(
      ['a fail 1', 'a fail 2', 'a pass 1', 'a pass 2', 'b fail 5'].concat('b pass 5'),
    )
    expect(judgeAsTheyAre(urns, cost)[0]?.value).toBe(3.25)
  })

  it('has no chance in cases of which nothing was scored', () => {
    const { cases } = poolForResampling([runOf('a', { a: 'EE', b: 'PF' })])
    expect(urnsOf(cases).map(({ passRate }) => passRate)).toEqual([null, expect.closeTo(0.5, 9)])
  })
})
