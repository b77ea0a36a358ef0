/** The slow, obvious way to the same numbers: what the fast ways are held against. */

/** P(X = successes), X ~ Binomial(trials, rate), term by term; for small n. */
export function probability(successes: number, trials: number, rate: number): number {
  let value = rate ** successes * (1 - rate) ** (trials - successes)
  for (let i = 1; i <= successes; i++) value *= (trials - successes + i) / i
  return value
}

/** P(least ≤ X ≤ most), X ~ Binomial(trials, rate). */
export function probabilityBetween(least: number, most: number, trials: number, rate: number): number {
  let sum = 0
  for (let successes = Math.max(0, least); successes <= Math.min(trials, most); successes++) {
    sum += probability(successes, trials, rate)
  }
  return sum
}

export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i)
}
