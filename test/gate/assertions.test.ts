import { describe, expect, it } from 'vitest'
import { judge } from '../../src/gate/judge.ts'
import type { GateInput } from '../../src/gate/types.ts'
import {
  caseOf,
  E,
  F,
  fixedTrials,
  inputOf,
  judgeLetters,
  measures,
  only,
  P,
  suiteOf,
  trialsOf,
} from './build.ts'

const LENIENT = { suite: suiteOf([caseOf('a')], { maxErrors: 1 }) } satisfies Partial<GateInput>

/** Proof, decision and exit code of `success_rate >= 95%` and the like, over one case. */
const TABLE: readonly (readonly [string, string, string, string, string, number])[] = [
  ['all of 59 pass', P(59), 'success_rate >= 95%', 'proven_pass', 'pass', 0],
  ['all of 58 pass: one short of a proof', P(58), 'success_rate >= 95%', 'inconclusive', 'pass', 0],
  ['exactly the threshold', `${P(19)}F`, 'success_rate >= 95%', 'inconclusive', 'pass', 0],
  ['exactly a strict threshold', `${P(19)}F`, 'success_rate > 95%', 'inconclusive', 'fail', 1],
  ['99 of 100', `${P(99)}F`, 'success_rate >= 95%', 'proven_pass', 'pass', 0],
  ['90 of 100: below, and proven', `${P(90)}${F(10)}`, 'success_rate >= 95%', 'proven_fail', 'fail', 1],
  ['92 of 100: below, not proven', `${P(92)}${F(8)}`, 'success_rate >= 95%', 'inconclusive', 'fail', 1],
  ['all pass, of 100 %', P(50), 'success_rate >= 100%', 'inconclusive', 'pass', 0],
  ['one fails, of 100 %', `${P(49)}F`, 'success_rate >= 100%', 'proven_fail', 'fail', 1],
  ['all fail', F(50), 'success_rate >= 95%', 'proven_fail', 'fail', 1],
  ['a single trial passes', 'P', 'success_rate >= 95%', 'inconclusive', 'pass', 0],
  ['a single trial fails: 5 % of the time at 95 %', 'F', 'success_rate >= 96%', 'proven_fail', 'fail', 1],
  ['a single trial fails, of a lower threshold', 'F', 'success_rate >= 90%', 'inconclusive', 'fail', 1],
  ['no errors at all', P(59), 'error_rate <= 5%', 'proven_pass', 'pass', 0],
  ['no errors, of 0 %: never proven', P(500), 'error_rate <= 0%', 'inconclusive', 'pass', 0],
  ['another confidence', `${P(99)}F`, 'success_rate >= 95% with 99% confidence', 'inconclusive', 'pass', 0],
  ['at most', F(59), 'success_rate <= 5%', 'proven_pass', 'pass', 0],
  ['a quantile', P(59), 'p95_latency <= 1s', 'proven_pass', 'pass', 0],
  ['a quantile one trial short of a proof', P(58), 'p95_latency <= 1s', 'inconclusive', 'pass', 0],
  ['a quantile at a strict bound', P(59), 'p95_latency < 1s', 'proven_fail', 'fail', 1],
  ['a quantile above', P(59), 'p95_latency <= 999ms', 'proven_fail', 'fail', 1],
  ['a quantile from below', P(59), 'p95_latency >= 1s', 'proven_pass', 'pass', 0],
  ['a mean without spread', P(59), 'avg_cost <= $0.01', 'inconclusive', 'pass', 0],
  ['a mean above', P(59), 'avg_cost < $0.01', 'inconclusive', 'fail', 1],
  ['a metric without a test', 'PPPPF', 'pass^2 >= 60%', 'inconclusive', 'pass', 0],
  ['a metric without a test, missed', 'PPPPF', 'pass^2 > 60%', 'inconclusive', 'fail', 1],
  ['no success to share the cost', F(5), 'cost_per_success <= $1', 'inconclusive', 'fail', 1],
  ['more scored trials asked for than there are', 'PP', 'pass^3 >= 50%', 'inconclusive', 'error', 3],
  ['a baseline', P(5), 'success_rate >= baseline - 5pp', 'inconclusive', 'pass', 0],
]

describe('an assertion over sampled trials', () => {
  it.each(TABLE)('%s: %s, %s', (_, letters, assertion, proof, decision, exitCode) => {
    const verdict = judgeLetters(letters, [assertion])
    expect({ ...only(verdict), exitCode: verdict.exitCode }).toMatchObject({
      evidence: 'sampled',
      proof,
      decision,
      exitCode,
    })
  })
})

describe('an assertion over fixed trials', () => {
  const fixed = (letters: string, assertion: string, over: Partial<GateInput> = {}) => {
    // One trial of each case: fixed trials of one case are copies.
    const cases = [...letters].map((_, index) => caseOf(`c${index}`))
    const results = [...letters].flatMap((letter, index) => fixedTrials(`c${index}`, letter))
    return judge(inputOf(suiteOf(cases, { maxErrors: 1 }), results, [assertion], over))
  }

  it.each([
    ['PPPPP', 'success_rate >= 100%', 'proven_pass', 'pass'],
    ['PPPPF', 'success_rate >= 80%', 'proven_pass', 'pass'],
    ['PPPPF', 'success_rate > 80%', 'proven_fail', 'fail'],
    ['PPPPF', 'pass^3 >= 80%', 'proven_pass', 'pass'],
    ['PPPPF', 'avg_cost <= $0.01', 'proven_pass', 'pass'],
    ['PPPPF', 'avg_cost < $0.01', 'proven_fail', 'fail'],
    ['PPPPF', 'p95_latency <= 1s', 'proven_pass', 'pass'],
    ['PPPPF', 'total_cost <= $0.05', 'proven_pass', 'pass'],
    ['PPPPE', 'success_rate >= 80%', 'proven_pass', 'pass'],
    ['PPPPE', 'success_rate >= 90%', 'inconclusive', 'pass'],
    ['PPPPE', 'avg_cost <= $0.01', 'inconclusive', 'pass'],
    ['PPPFE', 'success_rate >= 90%', 'proven_fail', 'fail'],
  ])('%s, %s: %s', (letters, assertion, proof, decision) => {
    expect(only(fixed(letters, assertion))).toMatchObject({
      evidence: 'fixed',
      proof,
      decision,
      missingTrials: null,
    })
  })

  it('has its value for its bounds', () => {
    expect(only(fixed('PPPPF', 'success_rate >= 80%'))).toMatchObject({
      value: 0.8,
      low: 0.8,
      high: 0.8,
      bound: 0.8,
    })
  })

  it('is decided alike when proof is asked for', () => {
    expect(only(fixed('PPPPF', 'success_rate >= 80%', { failOnInconclusive: true })).decision).toBe('pass')
    expect(only(fixed('PPPPE', 'success_rate >= 90%', { failOnInconclusive: true })).decision).toBe('fail')
  })

  it('is sampled as soon as one selected trial is', () => {
    const cases = [caseOf('s', { tags: ['live'] }), caseOf('f')]
    const results = [...trialsOf('s', 'P'), ...fixedTrials('f', 'P')]
    const assertions = ['success_rate >= 90%', 'success_rate(case=f) >= 90%', 'success_rate(tag=live) >= 90%']
    const verdict = judge(inputOf(suiteOf(cases), results, assertions))
    expect(verdict.assertions.map(({ evidence }) => evidence)).toEqual(['sampled', 'fixed', 'sampled'])
  })
})

describe('errors within max_errors', () => {
  const over = { suite: suiteOf([caseOf('a')], { maxErrors: 0.5 }) }

  it('are fails when a pass is to be proven', () => {
    // 59 passes prove 95 %; with an error among 60 it takes 93.
    expect(only(judgeLetters(`${P(59)}E`, ['success_rate >= 95%'], over)).proof).toBe('inconclusive')
    expect(only(judgeLetters(`${P(91)}E`, ['success_rate >= 95%'], over)).proof).toBe('inconclusive')
    expect(only(judgeLetters(`${P(92)}E`, ['success_rate >= 95%'], over)).proof).toBe('proven_pass')
  })

  it('are passes when a fail is to be proven, and never count in the value', () => {
    const report = only(judgeLetters(`${P(90)}${F(10)}${E(20)}`, ['success_rate >= 95%'], over))
    expect(report).toMatchObject({ proof: 'inconclusive', decision: 'fail', value: 0.9 })
    expect(only(judgeLetters(`${P(90)}${F(10)}`, ['success_rate >= 95%'], over)).proof).toBe('proven_fail')
  })

  it('are slower than any trial when a latency is to be proven', () => {
    expect(only(judgeLetters(`${P(92)}E`, ['p95_latency <= 1s'], over)).proof).toBe('proven_pass')
    expect(only(judgeLetters(`${P(91)}E`, ['p95_latency <= 1s'], over)).proof).toBe('inconclusive')
  })
})

describe('an unknown value', () => {
  it('decides nothing: error, exit 3, and says what is missing', () => {
    const results = trialsOf('a', 'PP').map((trial, index) =>
      index === 0 ? trial : { ...trial, measures: measures({ costUsd: null, tokens: null }) },
    )
    const verdict = judge(inputOf(suiteOf([caseOf('a')]), results, ['avg_cost <= $1', 'success_rate >= 50%']))
    expect(verdict.assertions[0]).toMatchObject({
      value: null,
      low: null,
      high: null,
      proof: 'inconclusive',
      decision: 'error',
      because: '1 of 2 trials reported no usage',
    })
    expect(verdict).toMatchObject({ decision: 'error', exitCode: 3 })
  })

  it('comes before a fail', () => {
    const results = trialsOf('a', 'FF', { measures: measures({ costUsd: null }) })
    const verdict = judge(inputOf(suiteOf([caseOf('a')]), results, ['success_rate >= 50%', 'avg_cost <= $1']))
    expect(verdict.assertions.map(({ decision }) => decision)).toEqual(['fail', 'error'])
    expect(verdict.exitCode).toBe(3)
  })

  it('is not what an agent leaves that crashes before its first model call: that is its own failure', () => {
    const crash = measures({ costUsd: null, tokens: null, iterations: 0, callLatenciesMs: [], toolCalls: 0 })
    const results = trialsOf('a', F(5), { code: 'agent-crash', measures: crash })
    const assertions = [
      'success_rate >= 95%',
      'avg_cost <= $1',
      'cost_per_success <= $1',
      'p95_call_latency <= 1s',
    ]
    const verdict = judge(inputOf(suiteOf([caseOf('a')]), results, [...assertions, 'tool_error_rate <= 5%']))
    expect(verdict.assertions.map(({ decision }) => decision)).toEqual(Array(5).fill('fail'))
    expect(verdict).toMatchObject({ decision: 'fail', exitCode: 1 })
  })

  it.each([
    'avg_cost <= $1',
    'total_tokens <= 1000',
    'avg_iterations <= 4',
    'p95_call_latency <= 5s',
    'tool_error_rate <= 5%',
  ])('%s alone is not met by an agent that always fails before any answer: nothing was measured', (text) => {
    const crash = measures({ costUsd: null, tokens: null, iterations: 0, callLatenciesMs: [], toolCalls: 0 })
    const broken = trialsOf('a', F(3), { code: 'agent-crash', measures: crash, sample: 'one' })
    const verdict = judge(inputOf(suiteOf([caseOf('a')]), broken, [text]))
    expect(only(verdict)).toMatchObject({
      value: null,
      decision: 'fail',
      because: 'nothing was measured: the agent failed in all 3 trials before any model call was answered',
    })
    expect(verdict.exitCode).toBe(1)
    const answered = [...broken, ...trialsOf('a', 'P').map((trial) => ({ ...trial, trial: 3 }))]
    expect(only(judge(inputOf(suiteOf([caseOf('a')]), answered, [text]))).value).not.toBeNull()
  })

  it('is that of a selector whose cases were filtered away', () => {
    const [kept, gone] = [caseOf('kept'), caseOf('gone', { tags: ['x'] })]
    const input = inputOf(suiteOf([kept, gone]), trialsOf('kept', 'P'), ['success_rate(tag=x) >= 50%'])
    const verdict = judge({ ...input, cases: [kept] })
    expect(only(verdict)).toMatchObject({
      decision: 'error',
      because: 'no case of this run that counts is selected, so nothing was evaluated',
    })
  })
})

describe('nothing of the kind', () => {
  const noTools = trialsOf('a', P(5), { measures: measures({ toolCalls: 0, toolNames: [] }) })
  const input = inputOf(suiteOf([caseOf('a')]), noTools, ['tool_error_rate <= 5%'])

  it('passes with the reason, or fails where proof is asked for', () => {
    expect(only(judge(input))).toMatchObject({
      value: null,
      proof: 'inconclusive',
      decision: 'pass',
      because: 'no tool was called',
    })
    expect(only(judge({ ...input, failOnInconclusive: true })).decision).toBe('fail')
  })
})

describe('several assertions', () => {
  it('share the level at which they may be proven to fail (Holm), never that of a pass', () => {
    const failing = `${P(90)}${F(10)}`
    // p = .028: below .05 alone, above .05/2 beside another that does not fail.
    expect(only(judgeLetters(failing, ['success_rate >= 95%'])).proof).toBe('proven_fail')
    const both = judgeLetters(failing, ['success_rate >= 95%', 'error_rate <= 50%'])
    expect(both.assertions.map(({ proof }) => proof)).toEqual(['inconclusive', 'proven_pass'])
    // Beside one that certainly fails, the next is tested at the whole level.
    const certain = judgeLetters(failing, ['success_rate >= 95%', 'success_rate >= 99%'])
    expect(certain.assertions.map(({ proof }) => proof)).toEqual(['proven_fail', 'proven_fail'])
  })

  it('show the bound at the level that decided', () => {
    const failing = `${P(90)}${F(10)}`
    const alone = only(judgeLetters(failing, ['success_rate >= 95%']))
    const [shared] = judgeLetters(failing, ['success_rate >= 95%', 'error_rate <= 50%']).assertions
    // scipy: beta.ppf(.95, 91, 10) and beta.ppf(.975, 91, 10); the lower bound is beta.ppf(.05, 90, 11) in both.
    expect(alone.high).toBeCloseTo(0.9447368, 7)
    expect(shared?.high).toBeCloseTo(0.9509953, 7)
    expect([alone.low, shared?.low]).toEqual([alone.low, alone.low])
    expect(alone.low).toBeCloseTo(0.8362824, 7)
  })

  it('keep their own confidence', () => {
    const strict = 'success_rate >= 95% with 99.9% confidence'
    const verdict = judgeLetters(`${P(88)}${F(12)}`, ['success_rate >= 95%', strict])
    // p = .0043: below .05/2, above .001.
    expect(verdict.assertions.map(({ proof }) => proof)).toEqual(['proven_fail', 'inconclusive'])
  })

  it('are not joined by those that nothing can prove to fail', () => {
    const verdict = judgeLetters(`${P(90)}${F(10)}`, [
      'success_rate >= 95%',
      'cost_per_success <= $1',
      'success_rate >= baseline',
    ])
    expect(verdict.assertions[0]?.proof).toBe('proven_fail')
  })
})

describe('missing trials', () => {
  it('are those after which the same rate would decide', () => {
    const [now, later] = [P(20), P(59)].map((letters) => only(judgeLetters(letters, ['success_rate >= 95%'])))
    expect(now).toMatchObject({ proof: 'inconclusive', missingTrials: 39 })
    expect(later).toMatchObject({ proof: 'proven_pass', missingTrials: null })
    expect(only(judgeLetters(P(20), ['p95_latency <= 1s'])).missingTrials).toBe(39)
    expect(only(judgeLetters(P(20), ['error_rate <= 5%'])).missingTrials).toBe(39)
  })

  it('are none where no number would do', () => {
    for (const assertion of ['success_rate >= 100%', 'error_rate <= 0%', 'avg_cost <= $0.01']) {
      expect([assertion, only(judgeLetters(P(20), [assertion])).missingTrials]).toEqual([assertion, null])
    }
    expect(only(judgeLetters(`${P(19)}F`, ['success_rate >= 95%'])).missingTrials).toBeNull()
  })

  it('of a mean shrink its reach to the gap', () => {
    const results = trialsOf('a', P(4)).map((trial, index) => ({
      ...trial,
      measures: measures({ costUsd: 0.01 * (index + 1) }),
    }))
    const report = only(judge(inputOf(suiteOf([caseOf('a')]), results, ['avg_cost <= $0.03'])))
    // Reach 1.519, gap .5: 4·(3.038² − 1) = 32.9.
    expect(report).toMatchObject({ proof: 'inconclusive', decision: 'pass', missingTrials: 33 })
  })
})

describe('--fail-on inconclusive', () => {
  it.each([
    [P(20), 'success_rate >= 95%', 'fail'],
    [P(59), 'success_rate >= 95%', 'pass'],
    [P(20), 'success_rate >= baseline', 'fail'],
    [P(20), 'success_rate no_worse_than baseline', 'fail'],
    ['PP', 'pass^2 >= 50%', 'fail'],
  ])('%s, %s: %s', (letters, assertion, decision) => {
    expect(only(judgeLetters(letters, [assertion], { failOnInconclusive: true })).decision).toBe(decision)
  })
})

describe('the reason', () => {
  const cost = (letters: string, assertion: string, over: Partial<GateInput> = {}): string =>
    only(judgeLetters(letters, [assertion], over)).because

  it.each([
    [
      P(20),
      'success_rate >= 95%',
      '100.0 % over 20 trials meets >= 95 %, but with 95 % confidence it may be as low as 86.1 %; about 39 more trials at this rate would decide',
    ],
    [
      P(20),
      'success_rate >= 100%',
      '100.0 % over 20 trials meets >= 100 %, but with 95 % confidence it may be as low as 86.1 %; no number of further trials at this rate would decide',
    ],
    [
      `${P(92)}${F(8)}`,
      'success_rate >= 95%',
      '92.0 % over 100 trials misses >= 95 %, but with 95 % confidence it may be as high as 96.0 %; about 89 more trials at this rate would decide',
    ],
    [`${P(99)}F`, 'success_rate >= 95%', '99.0 % over 100 trials, at least 95.3 % with 95 % confidence'],
    [
      `${P(90)}${F(10)}`,
      'success_rate >= 95%',
      '90.0 % over 100 trials, at most 94.5 % with 95 % confidence',
    ],
    [P(59), 'p95_latency <= 1s', '1.00 s over 59 trials, at most 1.00 s with 95 % confidence'],
    [
      P(20),
      'p95_latency <= 1s',
      '1.00 s over 20 trials meets <= 1 s, but that is too few to bound it from above; about 39 more trials at this rate would decide',
    ],
    [
      P(20),
      'avg_iterations <= 2',
      '2 over 20 trials meets <= 2, but all trials are equal, which does not show how far the next may differ',
    ],
    [
      'PPPPF',
      'pass^2 > 60%',
      '60.0 % over 5 trials misses > 60 %, but with 95 % confidence it may be as high as 99.0 %; no number of further trials at this rate would decide',
    ],
    [
      'PPPPF',
      'cost_per_success <= $1',
      '$0.0125 over 5 trials meets <= $1.00, but this metric has no exact interval',
    ],
    ['FF', 'cost_per_success <= $1', 'no trial passed, so no success shares the cost; that misses <= $1.00'],
    ['P', 'success_rate >= baseline', 'no baseline to compare with; this assertion was not evaluated'],
  ])('%s, %s', (letters, assertion, because) => {
    expect(cost(letters, assertion)).toBe(because)
  })

  it('tells a value from a bound that it nearly meets', () => {
    const cases = [caseOf('a')]
    const results = trialsOf('a', `${P(37_999)}${F(2001)}`)
    const report = only(judge(inputOf(suiteOf(cases), results, ['success_rate >= 95%'])))
    expect(report.because).toMatch(/^94\.998 % over 40,000 trials misses >= 95 %/)
  })

  it('says that errors are in the way, or that proof was asked for', () => {
    expect(cost('PE', 'avg_cost <= $1', LENIENT)).toMatch(/but trials that ended in error could change it$/)
    expect(cost(P(5), 'success_rate >= 95%', { failOnInconclusive: true })).toMatch(
      /; proof is asked for \(fail-on inconclusive\)$/,
    )
  })
})

describe('an interval around a mean', () => {
  it('never shows less than nothing, and decides as if it did', () => {
    const results = trialsOf('a', 'PPP').map((trial, index) => ({
      ...trial,
      measures: measures({ costUsd: index === 0 ? 0.01 : 0, latencyMs: index === 0 ? 1000 : 0 }),
    }))
    const verdict = judge(
      inputOf(suiteOf([caseOf('a')]), results, ['avg_cost <= $0.0001', 'avg_latency > 1ms']),
    )
    expect(verdict.assertions).toMatchObject([
      { low: 0, proof: 'inconclusive', decision: 'fail' },
      {
        low: 0,
        proof: 'inconclusive',
        decision: 'pass',
        because: expect.stringContaining('as low as 0 ms;'),
      },
    ])
    expect(verdict.groups[0]?.metrics).toMatchObject({ avg_cost: { low: 0 }, avg_latency: { low: 0 } })
  })
})
