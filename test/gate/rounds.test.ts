import { describe, expect, it, vi } from 'vitest'
import type { TrialResult } from '../../src/expect/types.ts'
import { judge, looksAt } from '../../src/gate/judge.ts'
import type { AssertionReport, GateInput, Rounds, Verdict } from '../../src/gate/types.ts'
import { createRandom } from '../../src/model/random.ts'
import { caseOf, inputOf, P, sources, suiteOf } from './build.ts'
import { against, baselineOf, resultsOf } from './comparison/build.ts'

vi.setConfig({ testTimeout: 60_000 })

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
  const rounds = { done, most, trialsLeft: (most - done) * CASES, paid: true }
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
      `adaptive: all was decided after round ${rounds} of 10; ${(10 - rounds) * CASES} trials saved, about $${((10 - rounds) * CASES * 0.01).toFixed(2)}`,
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

  it.each([
    ['has no baseline yet', 'success_rate no_worse_than baseline', 'PPPP'],
    ['is about a metric without a test', 'cost_per_success <= $0.50', 'PPPP'],
  ])('runs to its end for an assertion that %s', (_, assertion, letters) => {
    const results = resultsOf('now', Object.fromEntries(SUITE.cases.map(({ id }) => [id, letters])))
    const { rounds, verdict } = runAdaptively(results, [assertion], 4, { against: null })
    expect([rounds, only(verdict).proof]).toEqual([4, 'inconclusive'])
    expect(verdict.notes.at(-1)).toContain('(1 assertion undecided)')
  })

  it('ends where trials that are all alike would never bound a mean, which then goes by its value', () => {
    const results = resultsOf('now', Object.fromEntries(SUITE.cases.map(({ id }) => [id, 'PPPP'])))
    const claims = ['avg_tokens <= 1000', 'avg_tokens no_worse_than baseline margin 1%']
    for (const claim of claims) {
      const over = { against: against(baselineOf(resultsOf('then', { 'case-0': 'PPPP', 'case-1': 'PPPP' }))) }
      const { rounds, verdict } = runAdaptively(results, [claim], 4, over)
      expect([rounds, only(verdict)]).toEqual([
        1,
        expect.objectContaining({ proof: 'inconclusive', decision: 'pass', open: false }),
      ])
      expect(verdict.notes.at(-1)).toMatch(/^adaptive: no more was to be decided after round 1 of 4/)
    }
  })

  it('goes on after a round that nobody could score', () => {
    const results = resultsOf('now', Object.fromEntries(SUITE.cases.map(({ id }) => [id, 'EPPP'])))
    const { rounds, verdict } = runAdaptively(results, ['success_rate >= 50%'], 4)
    expect([rounds, only(verdict).proof]).toEqual([3, 'proven_pass'])
  })

  it('a false verdict at exactly the threshold is no more likely than stated, though it looks ten times', () => {
    const runs = 100
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
        rounds: { done: 1, most: 3, trialsLeft: 4, paid: false },
      }),
    )
    expect(only(verdict)).toMatchObject({ evidence: 'fixed', proof: 'proven_pass', open: false })
  })

  it('is judged the same from the journal, whatever order the trials ended in', () => {
    const results = firstOf(drawn(0.85, 10, 3), 4)
    const rounds = { done: 4, most: 10, trialsLeft: 300, paid: true }
    const text = sources('success_rate >= 95%', 'avg_cost <= $0.50', 'p95_latency <= 5s')
    const input = inputOf(SUITE, results, [], { rounds, assertions: text })
    expect(judge({ ...input, results: results.toReversed() })).toEqual(judge(input))
  })

  it('all is decided where a case that must pass held so far', () => {
    const [first, ...rest] = SUITE.cases
    if (first === undefined) throw new Error('expected a case')
    const suite = suiteOf([{ ...first, mustPass: true }, ...rest])
    const rounds = { done: 2, most: 10, trialsLeft: 400, paid: true }
    const results = firstOf(drawn(1, 10, 1), 2)
    const { assertions, notes } = judge(inputOf(suite, results, ['success_rate >= 85%'], { rounds }))
    expect(assertions.map(({ proof }) => proof)).toEqual(['proven_pass', 'inconclusive'])
    expect(notes[0]).toMatch(/^adaptive: all was decided after round 2 of 10/)
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

describe('what is said of rounds', () => {
  const noteOf = (rounds: Partial<Rounds>, over: Partial<GateInput> = {}): string | undefined => {
    const results = resultsOf('now', { a: P(3), b: P(3) }, () => ({ evidence: 'fixed', sample: 'script' }))
    const input = inputOf(suiteOf([caseOf('a'), caseOf('b')]), firstOf(results, 1), ['success_rate >= 95%'], {
      rounds: { done: 1, most: 3, trialsLeft: 4, paid: true, ...rounds },
      ...over,
    })
    return judge(input).notes.find((note) => note.startsWith('adaptive: '))
  }

  it('counts the trials that were saved, and the dollars where they would have been paid', () => {
    const saved = 'adaptive: all was decided after round 1 of 3; 4 trials'
    expect(noteOf({})).toBe(`${saved} saved, about $0.04`)
    expect(noteOf({ paid: false })).toBe(`${saved} saved, about $0.04 of a live model`)
  })

  it('nothing was saved where all ran', () => {
    expect(noteOf({ done: 3, trialsLeft: 0 })).toBe('adaptive: ran all 3 rounds, so nothing was saved')
  })

  it('does not know how many where the run is judged again', () => {
    expect(noteOf({ trialsLeft: null })).toBe('adaptive: all was decided after round 1 of 3')
  })

  it('is nothing where the user ended it', () => {
    expect(noteOf({}, { interrupted: true })).toBeUndefined()
  })
})

it('a known failure that passes in a run that ended early is not said to pass now', () => {
  const known = caseOf('known', { knownFailing: { reason: 'later', until: null } })
  const suite = suiteOf([caseOf('a'), known])
  const results = resultsOf('now', { a: 'P', known: 'P' })
  const exitCodeAfter = (done: number) =>
    judge(
      inputOf(suite, results, ['success_rate >= 1%'], {
        rounds: { done, most: 3, trialsLeft: 4, paid: false },
      }),
    ).notes.filter((note) => note.includes('passes now')).length
  expect([exitCodeAfter(1), exitCodeAfter(3)]).toEqual([0, 1])
})
