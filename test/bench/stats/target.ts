/** What must hold, and whether it did. */
export interface Target {
  readonly what: string
  readonly met: boolean
}

/** Of all that is simulated. */
export const SEED = 1

export function atMost(most: number, found: number, what: string): Target {
  return { what: `${what}: at most ${most}, found ${share(found)}`, met: found <= most }
}

export function atLeast(least: number, found: number, what: string): Target {
  return { what: `${what}: at least ${least}, found ${share(found)}`, met: found >= least }
}

export const share = (value: number): string => value.toFixed(3)

/** What was found beside what was published. */
export const beside = (value: number, expected: string): string => `${value.toFixed(2)} (${expected})`
