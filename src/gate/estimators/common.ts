import { type Estimate, unknownBecause } from '../estimate.ts'
import type { Sample } from '../sample.ts'

export function nothingMeasured(sample: Sample): Estimate {
  const n = sample.observations.length
  return unknownBecause(
    n === 0
      ? 'no trial was run'
      : `${trialsOf(sample) === 1 ? 'the only trial' : `all ${trialsOf(sample)} trials`} ended in error`,
    n,
  )
}

/** Trials as executed, copies included: the number a sentence gives. */
export const trialsOf = ({ cases }: Sample): number =>
  cases.reduce((sum, { trials }) => sum + trials.length, 0)

/** Whether the agent broke each time before a model call was answered: what it would have used nobody saw. */
export const brokeUnanswered = ({ measured }: Sample): boolean =>
  measured.length > 0 && measured.every(({ agentFailed, iterations }) => agentFailed && iterations === 0)

export function unmeasured({ cases, measured }: Sample): Estimate {
  const failed = cases.flatMap(({ trials }) => trials).filter(({ outcome }) => outcome !== 'error').length
  const where = failed === 1 ? 'its only trial' : `all ${failed} trials`
  const because = `nothing was measured: the agent failed in ${where} before any model call was answered`
  return { kind: 'unmeasured', because, n: measured.length }
}

/**
 * How many independent observations `sizes` calls made within trials are worth when calls of one trial say the
 * same: `(Σm)² / Σm²` (Kish 1965), the number of trials when each made as many calls. Between this and the
 * number of calls lies the truth; this end never claims too much.
 */
export function clusters(sizes: readonly number[]): number {
  let sum = 0
  let squares = 0
  for (const size of sizes) {
    sum += size
    squares += size * size
  }
  return squares === 0 ? 0 : (sum * sum) / squares
}
