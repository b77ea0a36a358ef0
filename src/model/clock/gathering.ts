import { realDeadline, realNow } from './real.ts'

/** How long nothing must come after a call that others like it let expect alone. */
const ALONE_MS = 2
/** The same after the first call of all, and where calls have come at the same time. */
const TOGETHER_MS = 20
/** The same where more came together the last time. */
const FEWER_MS = 50

/**
 * Calls that an agent makes at the same time come one after the other. None of them is answered until no more come, so
 * that what comes later is known to have waited for an answer. The result resolves when a call may be answered.
 * @param expecting true while one is on its way
 */
export function createGathering(expecting: () => boolean): () => Promise<void> {
  let gathering: Promise<void> | null = null
  let latestMs = 0
  let count = 0
  let countBefore = 0

  function quietMs(): number {
    if (count < countBefore) return FEWER_MS
    return count === 1 && countBefore === 1 ? ALONE_MS : TOGETHER_MS
  }

  async function noMore(): Promise<void> {
    for (let seen = 0; seen < count || expecting() || realNow() - latestMs < quietMs(); ) {
      seen = count
      await pause()
    }
    gathering = null
    countBefore = count
    count = 0
  }

  return () => {
    count++
    latestMs = realNow()
    gathering ??= noMore()
    return gathering
  }
}

/** A millisecond, and then all that has come by now. */
const pause = (): Promise<void> =>
  new Promise((resolve) => {
    realDeadline(1, () => setImmediate(resolve))
  })
