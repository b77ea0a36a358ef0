/** Every public function of this room refuses impossible input here, so that none has to return NaN. */

/** Squares of larger numbers overflow, and with them every variance. */
const LARGEST = 1e150

/** @throws RangeError that says what was expected and what was given. NaN never holds. */
export function demand(holds: boolean, expected: string, given: unknown): void {
  if (!holds) throw new RangeError(`expected ${expected}, got ${String(given)}`)
}

/** Strictly between 0 and 1: a confidence, a level, a power. */
export function demandInside(value: number, name: string): void {
  demand(value > 0 && value < 1, `${name} strictly between 0 and 1`, value)
}

/** From 0 to 1: a rate, a threshold, a p-value, the q of a quantile. */
export function demandShare(value: number, name: string): void {
  demand(value >= 0 && value <= 1, `${name} from 0 to 1`, value)
}

export function demandWhole(value: number, name: string, least: number): void {
  demand(
    Number.isSafeInteger(value) && value >= least,
    `${name} to be a whole number from ${least} up`,
    value,
  )
}

/** Passes of trials that were run; both may be real (the mean of unequal cases × an effective n). */
export function demandRate(passes: number, trials: number): void {
  demand(trials > 0 && Number.isFinite(trials), 'a positive number of trials', trials)
  demand(passes >= 0 && passes <= trials, `passes from 0 to the ${trials} trials`, passes)
}

export function demandValues(values: readonly number[]): void {
  demand(values.length > 0, 'at least one value', 'none')
  for (const value of values) demand(Math.abs(value) <= LARGEST, `numbers of at most ±${LARGEST}`, value)
}
