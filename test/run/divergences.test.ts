import { describe, expect, it } from 'vitest'
import { divergencesOf } from '../../src/run/divergences.ts'
import type { StoredEntry } from '../../src/run/journal.ts'
import { one, trialOf } from '../trajectory/acts.ts'

/** A trial of the case that its trajectory names, judged. */
const entry = (trial: number, outcome: 'pass' | 'fail', said: string): StoredEntry => ({
  trajectory: trialOf([one('get_order'), said], { trial }),
  givenOutcome: null,
  score: { outcome, reason: null, expectations: [] },
  retriedCostUsd: 0,
  redacted: false,
})

describe('where failing trials left the way of the baseline', () => {
  it('is shown beside the same trial in whatever order those of the baseline ended', () => {
    const before = [entry(0, 'pass', 'a'), entry(1, 'pass', 'b'), entry(2, 'fail', 'c')]
    const now = [entry(0, 'fail', 'x')]
    const id = now[0]?.trajectory.case ?? ''
    const shown = (baseline: readonly StoredEntry[]) =>
      divergencesOf([id], baseline, now).get(id)?.baseline.trial
    expect([shown(before), shown(before.toReversed())]).toEqual([0, 0])
  })
})
