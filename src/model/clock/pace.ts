import { createStillness } from './stillness.ts'

/** Decides when a virtual clock takes its next step: as soon as nothing else runs, or when all has been still. */
export interface Pace {
  /** Told that something has changed. */
  go(): void
}

/**
 * @param due how long all must have been still before the next step, 0 for not at all; `null` where there is none
 * @param isBusy true while something else than the clock is waited for; `null` where nothing ever is
 */
export function createPace(due: () => number | null, isBusy: (() => boolean) | null, step: () => void): Pace {
  const stillness = isBusy && createStillness(isBusy)
  let scheduled = false

  function go(): void {
    const stillMs = due()
    if (stillness && stillMs !== null && stillMs > 0) {
      stillness.await(stillMs, step)
      return
    }
    stillness?.stop()
    if (scheduled || stillMs === null) return
    scheduled = true
    setImmediate(take)
  }

  function take(): void {
    scheduled = false
    // A timer that began since then may come before the sleeper that this step was for.
    if (stillness && due() !== 0) go()
    else step()
  }

  return { go }
}
