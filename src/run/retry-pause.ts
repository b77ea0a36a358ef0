import type { Random } from '../model/random.ts'
import type { Trajectory } from '../trajectory/index.ts'

/** A provider that asks for more than this is asked again all the same: the run has an end. */
const LONGEST_MS = 60_000
const JITTER = 0.25

/**
 * How long to wait before a trial is run again: what the provider asked for with its last failure, else a pause that
 * grows with the attempts. A little more by chance, so that trials that failed together do not come back together.
 */
export function retryPauseMs(
  { events }: Trajectory,
  attempt: number,
  usualMs: number,
  random: Random,
): number {
  const last = events.findLast((event) => event.type === 'model_call')
  const asked = last?.failure?.retryAfterMs
  const pauseMs = asked === undefined ? usualMs * attempt : Math.min(asked, LONGEST_MS)
  return pauseMs * (1 + JITTER * random.next())
}
