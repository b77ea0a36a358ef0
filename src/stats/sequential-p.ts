import { demandWhole } from './demand.ts'

export interface DrawLimits {
  /** Draws at most; 999 unless given. No p-value is below 1/(most + 1). */
  readonly most?: number
  /** Draws as extreme as the data after which it stops; 50 unless given. */
  readonly enough?: number
}

/**
 * The p-value of data among draws of what they could have been. Drawn one by one, and given up as soon as `enough`
 * were as extreme, because that p-value is not going to be small (Besag & Clifford 1991): h of l draws is then h/l,
 * and after all draws it is (h + 1)/(most + 1), the data counted among them. Either way it is valid: a true null
 * hypothesis gives p ≤ alpha with probability at most alpha.
 * @param isExtreme makes the next draw, and says whether it is as extreme as the data
 * @throws RangeError for limits below 1
 */
export function sequentialP(isExtreme: () => boolean, { most = 999, enough = 50 }: DrawLimits): number {
  demandWhole(most, 'the most draws', 1)
  demandWhole(enough, 'enough draws', 1)
  let extreme = 0
  for (let draws = 1; draws <= most; draws++) {
    if (isExtreme()) extreme++
    if (extreme === enough) return extreme / draws
  }
  return (extreme + 1) / (most + 1)
}
