import { describe, expect, it } from 'vitest'
import { type AlarmRequest, type AssertionAlarm, alarmsOf } from '../../../src/gate/plan/index.ts'
import { caseOf, sources, suiteOf } from '../build.ts'
import { baselineOf, shop } from './build.ts'

const ask: AlarmRequest = { trials: null, recordingsOf: () => 0, baseline: () => null }
const alarmsFor = (assertions: readonly string[], over: Partial<AlarmRequest> = {}) =>
  alarmsOf(shop(assertions), { ...ask, ...over })

function only(alarms: readonly AssertionAlarm[]): AssertionAlarm {
  const [alarm, ...others] = alarms
  if (alarm === undefined || others.length > 0) throw new Error(`expected one, got ${alarms.length}`)
  return alarm
}

function threshold(assertion: string, over: Partial<AlarmRequest> = {}) {
  const alarm = only(alarmsFor([assertion], over))
  if (alarm.kind !== 'threshold') throw new Error(`expected a threshold, got ${alarm.kind}`)
  return alarm
}

describe('a threshold at the planned trials', () => {
  it('turns red .38 of the time at the threshold itself, .08 two points above it', () => {
    const { alarms, proof, test } = threshold('success_rate >= 95%')
    expect(test.trials).toBe(100)
    expect(alarms.map(({ trueRate }) => trueRate)).toEqual([0.95, 0.97])
    expect(alarms[0]?.red).toBeCloseTo(0.384, 3)
    expect(alarms[1]?.red).toBeCloseTo(0.0808, 3)
    expect(proof).toEqual({ trueRate: 0.99, verdict: 'pass', trials: 124 })
  })

  it('is the same for the rest of a share, and for trials within a time', () => {
    const success = threshold('success_rate >= 95%')
    for (const same of ['escalation_rate <= 5%', 'p95_latency <= 5s', 'p95_call_latency <= 5s']) {
      const { alarms, proof } = threshold(same)
      expect({ alarms, proof }).toEqual({ alarms: success.alarms, proof: success.proof })
    }
  })

  it('of a strict comparison is red at equality, too', () => {
    const [at] = threshold('success_rate > 95%').alarms
    expect(at?.red).toBeCloseTo(0.564, 3)
  })

  it('of 100 % is red as soon as one trial fails, and nothing proves it', () => {
    const { alarms, proof } = threshold('success_rate >= 100%')
    expect(alarms.map(({ trueRate }) => trueRate)).toEqual([0.98, 0.95])
    expect(alarms[0]?.red).toBeCloseTo(1 - 0.98 ** 100, 12)
    expect(proof).toBeNull()
  })

  it('counts the cases of its selector alone', () => {
    const cases = [caseOf('a', { tags: ['refund'] }), caseOf('b')]
    const suite = suiteOf(cases, { assert: sources('success_rate(tag=refund) >= 90%') })
    expect(only(alarmsOf(suite, ask))).toMatchObject({ test: { trials: 5 } })
  })

  it('counts recordings, not the trials that play them', () => {
    const replayed = shop(['success_rate >= 95%'], 20, { responses: 'replay' })
    expect(only(alarmsOf(replayed, { ...ask, recordingsOf: () => 2 }))).toMatchObject({
      test: { trials: 40 },
    })
  })

  it('of pass^3 counts groups of three', () => {
    expect(threshold('pass^3 >= 80%').test).toMatchObject({ trials: 20, groupOf: 3 })
  })

  it('on a mean depends on a spread that no plan knows', () => {
    expect(only(alarmsFor(['avg_cost <= $0.02']))).toEqual({
      kind: 'mean',
      text: 'avg_cost <= $0.02',
      trials: 100,
    })
  })

  it('that is not spelt out is that every trial passes', () => {
    expect(only(alarmsFor([]))).toMatchObject({ kind: 'threshold', text: 'success_rate >= 100%' })
  })

  it('on fixed scripts raises no false alarm', () => {
    const scripted = shop(['success_rate >= 95%', 'success_rate no_worse_than baseline'], 2, {
      responses: 'script',
    })
    const baseline = () => {
      throw new Error('nobody asks for it')
    }
    expect(alarmsOf(scripted, { ...ask, baseline })).toEqual([])
  })
})

describe('an assertion about the baseline', () => {
  const baseline = baselineOf(Array.from({ length: 20 }, (_, index) => (index < 10 ? 'PPPPP' : 'PPPPF')))

  it('tells the level that is left to it, and the drop that it finds', () => {
    const alarms = alarmsFor(['success_rate no_worse_than baseline', 'success_rate >= 80%'], {
      baseline: () => baseline,
    })
    expect(alarms[0]).toMatchObject({
      kind: 'baseline',
      level: 0.025,
      sharing: 2,
      drop: { baselineTrials: 5, trials: 5, found: expect.closeTo(0.1496, 4) },
    })
  })

  it('about another metric tells its level alone, and so does one that asks for more than the baseline', () => {
    const alarms = alarmsFor(['avg_cost <= baseline + 10%', 'success_rate >= baseline + 1pp'], {
      baseline: () => baseline,
    })
    expect(alarms).toMatchObject([
      { level: 0.025, drop: null },
      { level: 0.025, drop: null },
    ])
  })

  it('decides nothing without a baseline, and takes no part of the level', () => {
    const assertions = ['success_rate no_worse_than baseline', 'success_rate >= 80%']
    expect(alarmsFor(assertions)[0]).toMatchObject({ kind: 'no_baseline', why: 'none' })
    const other = { ...baseline, cases: baseline.cases.map((each) => ({ ...each, hash: 'old' })) }
    expect(alarmsFor(assertions, { baseline: () => other })[0]).toMatchObject({
      kind: 'no_baseline',
      why: 'other',
    })
  })
})
