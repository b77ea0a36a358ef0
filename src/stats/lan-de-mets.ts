import { demand } from './demand.ts'
import { normalCdf, normalExceededBy } from './distributions.ts'
import { boundExceededBy, continued, exceeding, START, type Walk } from './normal-walk.ts'

/**
 * How much of alpha may be spent up to a share t of the information:
 * - `quadratic`: alpha·t² (the power family of Kim & DeMets 1987);
 * - `pocock`: alpha·ln(1 + (e − 1)t);
 * - `obrien_fleming`: 2 − 2Φ(z/√t), with z exceeded by alpha/2; next to nothing at first (both Lan & DeMets 1983).
 */
export type Spending = 'quadratic' | 'pocock' | 'obrien_fleming'

export interface SpendingDesign {
  /** Probability of a false rejection over all looks together. */
  readonly alpha: number
  /** Share of the planned information at each look, ascending; the last is 1 when nothing is to follow. */
  readonly fractions: readonly number[]
  /** `quadratic` unless given. */
  readonly spending?: Spending
  /** 2: either direction may be rejected, at half of alpha each. 1 unless given. */
  readonly sides?: 1 | 2
}

/** Nearer looks say nothing new, and would take ever finer steps. */
const NEAREST = 0.001

/**
 * The level that a one-sided p-value is held against at each look, so that all looks together reject falsely with
 * probability alpha (Lan & DeMets 1983). For statistics that are nearly normal with independent increments: a test of
 * all trials so far. A level depends on the looks up to its own alone, so looks to come may move, as long as they do
 * not move because of what was seen.
 * @throws RangeError for an alpha outside (0, ½), no fractions, or fractions that do not ascend within 0..1 by at
 * least a thousandth
 */
export function nominalLevels(design: SpendingDesign): readonly number[] {
  const { alpha, fractions, spending = 'quadratic', sides = 1 } = design
  demand(alpha > 0 && alpha < 0.5, 'an alpha strictly between 0 and 0.5', alpha)
  demand(fractions.length > 0, 'at least one fraction', 'none')
  for (const [index, fraction] of fractions.entries()) demandNext(fraction, fractions[index - 1] ?? 0)
  let walk: Walk = START
  let spent = 0
  return fractions.map((fraction) => {
    const budget = SPENT[spending](alpha / sides, fraction) - spent
    const bound = boundExceededBy(walk, fraction, budget)
    spent += exceeding(walk, fraction, bound)
    walk = continued(walk, fraction, sides === 2 ? -bound : Number.NEGATIVE_INFINITY, bound)
    return normalCdf(-bound / Math.sqrt(fraction))
  })
}

function demandNext(fraction: number, before: number): void {
  demand(fraction <= 1 && fraction >= before + NEAREST, `a fraction of ${before + NEAREST} to 1`, fraction)
}

const SPENT: Readonly<Record<Spending, (alpha: number, fraction: number) => number>> = {
  quadratic: (alpha, fraction) => alpha * fraction ** 2,
  pocock: (alpha, fraction) => alpha * Math.log(1 + (Math.E - 1) * fraction),
  obrien_fleming: (alpha, fraction) => 2 * normalCdf(-normalExceededBy(alpha / 2) / Math.sqrt(fraction)),
}
