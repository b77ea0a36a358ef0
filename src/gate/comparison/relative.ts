import { boundsOf, type Levels } from '../bounds.ts'
import { type Bounds, holds, isFloor } from '../compare.ts'
import { type Estimate, observedValue } from '../estimate.ts'
import type { RelativeQuestion } from '../question.ts'
import { smallestLevel } from '../smallest-level.ts'
import { worseThanBaseline } from './compare-on.ts'
import { boundAt } from './target.ts'

/** The bound that the baseline's value makes of the assertion, in the metric's own unit. */
export const boundOf = ({ target, baseline }: RelativeQuestion): number => boundAt(target, baseline)

/**
 * Bounds of the candidate's value as they are held against that bound: the bound, plus those of the difference from
 * it. So the interval that is shown is the one that decides, however unsure the baseline itself is.
 */
export function relativeBounds(question: RelativeQuestion, levels: Levels): Bounds {
  const { comparing, target } = question
  const { factor, points } = target
  const differences =
    comparing.compared.evidence === 'fixed'
      ? fixedBounds(question)
      : comparing.comparer.bounds(comparing.compared, factor, levels)
  const placed = (difference: number | null): number | null =>
    difference === null ? null : boundOf(question) + (difference - points)
  return { low: placed(differences.low), high: placed(differences.high) }
}

/** Both played the same: only trials that ended in error leave anything open. */
function fixedBounds({ comparing: { compared }, target, baseline }: RelativeQuestion): Bounds {
  const own = boundsOf(compared.candidate, 'fixed', EXACT)
  const seen = boundsOf(compared.baseline, 'fixed', EXACT)
  // What is no share may be a total, of as many trials as the candidate has.
  const other =
    compared.baseline.kind === 'share' || seen.low === null ? seen : { low: baseline, high: baseline }
  const minus = (a: number | null, b: number | null): number | null =>
    a === null || b === null ? null : a - target.factor * b
  return { low: minus(own.low, other.high), high: minus(own.high, other.low) }
}

const EXACT: Levels = { low: 0.5, high: 0.5 }

const saysNothing = ({ kind }: Estimate): boolean =>
  kind === 'unknown' || kind === 'unmeasured' || kind === 'absent'

/**
 * The p-value of what refutes the assertion: of any regression where that is asked for, else the smallest level at
 * which its bounds do. `null` where values are exact, nothing is known of the candidate, or there is no test.
 */
export function pValueOfRefusal(question: RelativeQuestion): number | null {
  if (question.evidence === 'fixed' || saysNothing(question.estimate)) return null
  if (question.target.failsBy === 'any') return worseThanBaseline(question.comparing)
  const value = observedValue(question.estimate)
  const { operator } = question.target
  if (value === null) return null
  if (holds(operator, value, boundOf(question))) return 1
  return smallestLevel((level) => {
    const { low, high } = relativeBounds(question, { low: level, high: level })
    const best = isFloor(operator) ? high : low
    return best !== null && !holds(operator, best, boundOf(question))
  })
}
