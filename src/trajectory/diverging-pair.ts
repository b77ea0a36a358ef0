import { canonicalText } from './canonical.ts'
import { type Divergence, divergenceOf, type Prepared, prepare } from './divergence.ts'
import type { Trajectory } from './trajectory.ts'

/** Two trials that show how the failing ones of a case left the way of the baseline. */
export interface DivergingPair {
  readonly baseline: Trajectory
  readonly candidate: Trajectory
  readonly divergence: Divergence
  /** Steps in common before it. */
  readonly common: number
  readonly share: {
    /** Failing candidates. */
    readonly of: number
    /** Those that left at the same step in the same way. */
    readonly times: number
    /** Those of them whose argument has the very same value; all of them for other ways. */
    readonly identical: number
  }
}

/**
 * The most typical pair: of the ways in which failing candidates leave the nearest baseline the most frequent, and in it
 * the earliest trial, with the value that most of them have. The nearest baseline is that with the most steps in common,
 * of equal ones the first given: give the trials that passed, and others only where none did.
 * `null` where no candidate leaves.
 */
export function divergingPair(
  baselines: readonly Trajectory[],
  candidates: readonly Trajectory[],
): DivergingPair | null {
  const prepared = baselines.map(prepare)
  const inOrder = candidates.toSorted((left, right) => left.trial - right.trial)
  const leaving = inOrder.flatMap((candidate) => nearest(prepared, prepare(candidate)) ?? [])
  const alike = mostFrequent(leaving, ({ divergence }) => wayOf(divergence))
  const identical = mostFrequent(alike, ({ divergence }) => valueIn(divergence))
  const [shown] = identical
  if (shown === undefined) return null
  const share = { of: candidates.length, times: alike.length, identical: identical.length }
  return { ...shown, common: shown.divergence.common, share }
}

type Leaving = Pick<DivergingPair, 'baseline' | 'candidate' | 'divergence'>

/** `null` where it leaves not even one. */
function nearest(baselines: readonly Prepared[], candidate: Prepared): Leaving | null {
  let best: Leaving | null = null
  for (const baseline of baselines) {
    const divergence = divergenceOf({ baseline, candidate })
    if (divergence === null) return null
    if (best === null || isNearer(divergence, best.divergence)) {
      best = { baseline: baseline.trajectory, candidate: candidate.trajectory, divergence }
    }
  }
  return best
}

/** One that did all the same and said something else is nearer than one that did something else. */
function isNearer(one: Divergence, other: Divergence): boolean {
  return one.onlyWords === other.onlyWords ? one.common > other.common : one.onlyWords
}

function mostFrequent<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  const groups = [...Map.groupBy(items, keyOf).values()]
  return groups.reduce((best, group) => (group.length > best.length ? group : best), groups[0] ?? [])
}

/** The same for candidates that left at the same step in the same way. */
function wayOf(divergence: Divergence): string {
  const { kind, subAgent, turn, steps } = divergence
  return JSON.stringify([subAgent, turn, steps.candidate, kind, ...detailsOf(divergence)])
}

function detailsOf(divergence: Divergence): readonly string[] {
  switch (divergence.kind) {
    case 'argument':
      return [divergence.candidate.name, divergence.difference.path]
    case 'tool':
    case 'called':
      return [divergence.candidate.name]
    case 'ended': {
      const { candidate: end } = divergence
      return [end.kind, end.kind === 'completed' ? '' : end.code]
    }
    case 'result':
      return [divergence.tool, divergence.difference.path]
    case 'more':
      return divergence.candidate.kind === 'calls' ? [divergence.candidate.calls[0].name] : []
    case 'answered':
    case 'fewer':
    case 'answer':
      return []
  }
}

function valueIn(divergence: Divergence): string {
  if (divergence.kind !== 'argument') return ''
  const { after } = divergence.difference
  return after === undefined ? 'none' : canonicalText(after)
}
