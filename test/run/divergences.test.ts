import { describe, expect, it } from 'vitest'
import { divergencesOf } from '../../src/run/divergences.ts'
import type { StoredEntry } from '../../src/run/journal.ts'
import { type Act, one, trialOf } from '../trajectory/acts.ts'

type Outcome = 'pass' | 'fail' | null

/** A stored trial of these acts. */
const entry = (id: string, trial: number, outcome: Outcome, acts: readonly Act[]): StoredEntry => ({
  trajectory: { ...trialOf(acts, { trial }), case: id },
  score: outcome === null ? null : { outcome, reason: null, expectations: [] },
  givenOutcome: null,
  retriedCostUsd: 0,
  redacted: false,
})

const refund = (amount: number): Act => one('refund', { amount })

describe('where failing trials left the way of the baseline', () => {
  const before = [entry('a', 0, 'fail', [refund(1)]), entry('a', 1, 'pass', [refund(49)])]

  it('is sought between trials that passed then and trials that fail now', () => {
    const now = [
      entry('a', 0, 'pass', [refund(49), refund(2)]),
      entry('a', 1, 'fail', [refund(4.9)]),
      entry('a', 2, 'fail', [refund(4.9)]),
    ]
    const found = divergencesOf(['a'], before, now).get('a')
    expect(found?.divergence.kind).toBe('argument')
    expect([found?.baseline.trial, found?.candidate.trial]).toEqual([1, 1])
    expect(found?.share).toMatchObject({ of: 2, times: 2 })
  })

  it('is sought between all trials of a side where none of it passed, or failed', () => {
    const failed = [entry('a', 0, 'fail', [refund(1)])]
    const passed = [entry('a', 0, 'pass', [refund(2)])]
    expect(divergencesOf(['a'], failed, passed).get('a')?.divergence.kind).toBe('argument')
    const unjudged = [entry('a', 0, null, [refund(3)])]
    expect(divergencesOf(['a'], unjudged, unjudged).size).toBe(0)
    expect(divergencesOf(['a'], failed, unjudged).size).toBe(1)
  })

  it('is nowhere for trials that took the same steps, and for cases that a side does not have', () => {
    const same = [entry('a', 5, 'fail', [refund(49)])]
    expect(divergencesOf(['a', 'gone'], before, same).size).toBe(0)
    expect(divergencesOf(['a'], [], same).size).toBe(0)
    expect(divergencesOf(['a'], before, []).size).toBe(0)
  })

  it('is told of the cases that were asked for, in their order', () => {
    const then = ['a', 'b', 'c'].map((id) => entry(id, 0, 'pass', [refund(1)]))
    const now = ['a', 'b', 'c'].map((id) => entry(id, 0, 'fail', [refund(2)]))
    expect([...divergencesOf(['c', 'a'], then, now).keys()]).toEqual(['c', 'a'])
  })

  it('is shown beside the same trial in whatever order those of the baseline ended', () => {
    const passed = [entry('a', 0, 'pass', [refund(49)]), entry('a', 1, 'pass', [refund(49)]), before[0]]
    const now = [entry('a', 0, 'fail', [refund(4.9)])]
    const shown = (baseline: readonly (StoredEntry | undefined)[]) =>
      divergencesOf(
        ['a'],
        baseline.flatMap((each) => each ?? []),
        now,
      ).get('a')?.baseline.trial
    expect([shown(passed), shown(passed.toReversed())]).toEqual([0, 0])
  })
})
