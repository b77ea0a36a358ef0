import { demandInside, demandShare } from './demand.ts'

/** What became of one of several tests; rejected exactly when its p-value is at most `level`. */
export interface HolmResult {
  readonly rejected: boolean
  /** The level its p-value was held against. */
  readonly level: number
}

/**
 * Holm's step-down procedure (Holm 1979): m tests together falsely reject any with probability at most alpha.
 * The smallest p-value is held against alpha/m, the next against alpha/(m−1), and so on up to the first that
 * is larger; that one stops the procedure, and all after it are held against its level, which they exceed
 * too. An interval at a test's level so always agrees with its outcome. In the order of the input.
 * @throws RangeError for p-values outside 0..1, or an alpha outside (0, 1)
 */
export function holmLevels(pValues: readonly number[], alpha: number): HolmResult[] {
  demandInside(alpha, 'an alpha')
  for (const p of pValues) demandShare(p, 'p-values')
  const ascending = pValues.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p)
  const results = new Array<HolmResult>(pValues.length)
  let rejections = 0
  for (const { p, index } of ascending) {
    const level = alpha / (pValues.length - rejections)
    const rejected = p <= level
    results[index] = { rejected, level }
    if (rejected) rejections++
  }
  return results
}
