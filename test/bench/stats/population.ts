import type { Random } from '../../../src/model/random.ts'
import type { Counts } from '../../../src/stats/index.ts'

/** Cases whose success rates are Beta(a, b). */
export interface Population {
  readonly name: string
  readonly a: number
  readonly b: number
}

/** Of mean .9; the correlation of trials of one case is 1/(a + b + 1), as in published agent runs .03 to .43. */
export const POPULATIONS: readonly Population[] = [
  { name: 'ICC .03', a: 29.1, b: 29.1 / 9 },
  { name: 'ICC .20', a: 3.6, b: 0.4 },
  { name: 'ICC .43', a: 1.193, b: 1.193 / 9 },
]

/** The one that the published power of the regression gate was measured on. */
export const PUBLISHED: Population = { name: 'ICC .33', a: 1.827, b: 0.203 }

export const meanOf = ({ a, b }: Population): number => a / (a + b)

/** The true rate of each of so many cases. */
export function drawRates({ a, b }: Population, cases: number, random: Random): number[] {
  return Array.from({ length: cases }, () => {
    const [passes, failures] = [logGamma(a, random), logGamma(b, random)]
    return 1 / (1 + Math.exp(failures - passes))
  })
}

/**
 * The logarithm of a gamma variate, as small shapes give numbers that underflow (Marsaglia & Tsang 2000, with their
 * boost for shapes below 1).
 */
function logGamma(shape: number, random: Random): number {
  if (shape < 1) return logGamma(shape + 1, random) + Math.log(1 - random.next()) / shape
  const d = shape - 1 / 3
  for (;;) {
    const x = normal(random)
    const v = (1 + x / Math.sqrt(9 * d)) ** 3
    if (v > 0 && Math.log(1 - random.next()) < x ** 2 / 2 + d - d * v + d * Math.log(v))
      return Math.log(d * v)
  }
}

/** Box & Muller 1958. */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
}

/** So many trials of each case. */
export function drawCounts(rates: readonly number[], trials: number, random: Random): Counts[] {
  return rates.map((rate) => ({ passes: drawBinomial(trials, rate, random), trials }))
}

/** By inversion, from the likelier end: the first count whose distribution function exceeds a uniform draw. */
function drawBinomial(trials: number, rate: number, random: Random): number {
  if (rate > 0.5) return trials - drawBinomial(trials, 1 - rate, random)
  let left = random.next()
  let probability = (1 - rate) ** trials
  let count = 0
  while (left >= probability && count < trials) {
    left -= probability
    probability *= ((trials - count) / (count + 1)) * (rate / (1 - rate))
    count++
  }
  return count
}

/** Every case loses the same, or all that it has where that is less; on average `drop`. */
export function loweredEverywhere(rates: readonly number[], drop: number): number[] {
  const lossAt = (most: number) => rates.reduce((sum, rate) => sum + Math.min(rate, most), 0) / rates.length
  let [low, high] = [drop, 1]
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2
    if (lossAt(middle) < drop) low = middle
    else high = middle
  }
  return rates.map((rate) => Math.max(0, rate - high))
}

/** The first cases never pass any more, as many as it takes for the mean to lose `drop`. */
export function loweredInFew(rates: readonly number[], drop: number): number[] {
  let left = drop * rates.length
  return rates.map((rate) => {
    const loss = Math.min(rate, left)
    left -= loss
    return rate - loss
  })
}
