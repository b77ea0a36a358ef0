import { describe, expect, it } from 'vitest'
import type { TrialResult } from '../../src/expect/types.ts'
import { judge, looksAt } from '../../src/gate/judge.ts'
import type { AssertionReport, Verdict } from '../../src/gate/types.ts'
import { createRandom } from '../../src/model/random.ts'
import { caseOf, inputOf, P, sources, suiteOf } from './build.ts'
import { against, baselineOf, resultsOf } from './comparison/build.ts'

const CASES = 50
const SUITE = suiteOf(Array.from({ length: CASES }, (_, index) => caseOf(`case-${index}`)))

/** Trials of 50 cases that pass at this rate, round by round. */
function drawn(rate: number, rounds: number, seed: number, side = 'now'): readonly TrialResult[] {
  const random = createRandom(seed)
  const letters = SUITE.cases.map(({ id }) => {
    const trials = Array.from({ length: rounds }, () => (random.next() < rate ? 'P' : 'F'))
    return [id, trials.join('')] as const
  })
  return resultsOf(side, Object.fromEntries(letters))
}

const firstOf = (results: readonly TrialResult[], rounds: number) =>
  results.filter(({ trial }) => trial < rounds)

/** Goes on round by round, as an adaptive run does. */
function runAdaptively(
  results: readonly TrialResult[],
  assertions: readonly string[],
  most: number,
  over: Partial<Parameters<typeof inputOf>[3]> = {},
): { readonly rounds: number; readonly verdict: Verdict } {
  const input = inputOf(SUITE, results, assertions, over)
  const looks = looksAt({ ...input, most })
  let done = 0
  do looks.next(firstOf(results, ++done))
  while (done < most && looks.reports().some(({ open }) => open))
  const rounds = { done, most, trialsLeft: (most - done) * CASES }
  const verdict = judge(inputOf(SUITE, firstOf(results, done), assertions, { rounds, ...over }))
  expect(verdict.assertions).toEqual(looks.reports())
  return { rounds: done, verdict }
}

const only = ({ assertions: [report] }: Verdict): AssertionReport => {
  if (report === undefined) throw new Error('expected an assertion')
  return report
}

describe('a run that may end between rounds', () => {
  it('ends at the first look that proves a pass, and says so', () => {
    const { rounds, verdict } = runAdaptively(drawn(1, 10, 1), ['success_rate >= 95%'], 10)
    // Published boundaries for looks of 100: none at 100, 2 failures at 200; of 50 trials a look, none fails.
    expect(rounds).toBeLessThan(5)
    expect(only(verdict)).toMatchObject({ proof: 'proven_pass', decision: 'pass', open: false })
    expect(only(verdict).because).toContain(`; decided after round ${rounds} of 10`)
    expect(verdict.notes[0]).toBe(
      `adaptive: all was decided after round ${rounds} of 10; ${(10 - rounds) * CASES} trials, about $${((10 - rounds) * CASES * 0.01).toFixed(2)}, saved`,
    )
  })

  it('ends as early where the rate is far below', () => {
    const { rounds, verdict } = runAdaptively(drawn(0.8, 10, 1), ['success_rate >= 95%'], 10)
    expect(rounds).toBeLessThan(4)
    expect(only(verdict)).toMatchObject({ proof: 'proven_fail', decision: 'fail' })
  })

  it('runs to its end where nothing is decided, and decides by the observed value, not proven', () => {
    const { rounds, verdict } = runAdaptively(drawn(0.95, 4, 1), ['success_rate >= 95%'], 4)
    expect(rounds).toBe(4)
    expect(only(verdict).proof).toBe('inconclusive')
    expect(verdict.notes[0]).toBe('adaptive: ran all 4 rounds (1 assertion undecided), so nothing was saved')
  })

  it('a false verdict at exactly the threshold is no more likely than stated, though it looks ten times', () => {
    const runs = 150
    const wrong = { proven_pass: 0, proven_fail: 0, inconclusive: 0 }
    for (let seed = 0; seed < runs; seed++) {
      wrong[only(runAdaptively(drawn(0.95, 10, seed), ['success_rate >= 95%'], 10).verdict).proof]++
    }
    // .05 each, and three standard errors of so many runs.
    expect(wrong.proven_pass / runs).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / runs))
    expect(wrong.proven_fail / runs).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / runs))
    expect(wrong.inconclusive / runs).toBeGreaterThan(0.8)
  }, 30_000)

  it.each([0.85, 0.9, 0.99])('takes at most half the trials of the fixed design at a true %f', (rate) => {
    const rounds = Array.from(
      { length: 40 },
      (_, seed) => runAdaptively(drawn(rate, 10, seed), ['success_rate >= 95%'], 10).rounds,
    )
    expect(rounds.reduce((sum, each) => sum + each, 0) / rounds.length).toBeLessThanOrEqual(5)
  })

  it('a comparison ends at one of its five looks', () => {
    const baseline = baselineOf(drawn(0.95, 10, 7, 'then'))
    const over = { against: against(baseline) }
    const claim = ['success_rate no_worse_than baseline margin 5pp']
    const worse = runAdaptively(drawn(0.8, 10, 1), claim, 10, over)
    expect(only(worse.verdict).proof).toBe('proven_fail')
    expect([2, 3, 5, 7, 10]).toContain(worse.rounds)
    expect(worse.rounds).toBeLessThan(6)
    expect(only(runAdaptively(drawn(0.99, 10, 1), claim, 10, over).verdict).proof).toBe('proven_pass')
  })

  it('fixed trials are decided by the first round', () => {
    const results = resultsOf('now', { a: 'PPP', b: 'PPP' }, () => ({ evidence: 'fixed', sample: 'script' }))
    const suite = suiteOf([caseOf('a'), caseOf('b')])
    const verdict = judge(
      inputOf(suite, firstOf(results, 1), ['success_rate >= 95%'], {
        rounds: { done: 1, most: 3, trialsLeft: 4 },
      }),
    )
    expect(only(verdict)).toMatchObject({ evidence: 'fixed', proof: 'proven_pass', open: false })
  })

  it('is judged the same from the journal, whatever order the trials ended in', () => {
    const results = firstOf(drawn(0.85, 10, 3), 4)
    const rounds = { done: 4, most: 10, trialsLeft: 300 }
    const text = sources('success_rate >= 95%', 'avg_cost <= $0.50', 'p95_latency <= 5s')
    const input = inputOf(SUITE, results, [], { rounds, assertions: text })
    expect(judge({ ...input, results: results.toReversed() })).toEqual(judge(input))
  })

  it('the default claim fails at the first failure, and is never proven', () => {
    const broken = resultsOf('now', {
      ...Object.fromEntries(SUITE.cases.map(({ id }) => [id, P(3)])),
      'case-3': 'PFP',
    })
    const { rounds, verdict } = runAdaptively(broken, ['success_rate >= 100%'], 3)
    expect([rounds, only(verdict).proof]).toEqual([2, 'proven_fail'])
    const whole = runAdaptively(drawn(1, 3, 1), ['success_rate >= 100%'], 3)
    expect([whole.rounds, only(whole.verdict).proof]).toEqual([3, 'inconclusive'])
  })
})
