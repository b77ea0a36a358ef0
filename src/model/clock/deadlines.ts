import { realDeadline, realNow } from './real.ts'

export interface Deadline {
  readonly atMs: number
  readonly expire: () => void
}

/** The deadlines of a virtual clock, which pass with it, or when nothing moves any more. */
export interface Deadlines {
  /** The result cancels it. */
  set(deadline: Deadline & { readonly hangMs: number }): () => void
  /** The first to come before `ms`; of those of one time, the one that was set first. */
  firstBefore(ms: number): Deadline | null
  /** Told that the trial goes on. */
  progress(): void
}

/**
 * A virtual deadline passes with the clock. An agent that hangs leaves the clock where it is: real time without
 * any progress ends it, and never how fast or busy the machine is.
 */
export function createDeadlines(): Deadlines {
  const open = new Set<Deadline>()
  let progressed = realNow()
  return {
    set({ atMs, hangMs, expire }) {
      const entry = { atMs, expire: expireOnce }
      const cancelReal = watchProgress(hangMs, () => progressed, expireOnce)
      open.add(entry)
      return cancel

      function cancel(): void {
        open.delete(entry)
        cancelReal()
      }
      function expireOnce(): void {
        cancel()
        expire()
      }
    },
    firstBefore(ms) {
      let first: Deadline | null = null
      for (const deadline of open) {
        if (deadline.atMs < (first?.atMs ?? ms)) first = deadline
      }
      return first
    },
    progress() {
      progressed = realNow()
    },
  }
}

/** Calls `expire` once nothing has progressed for `ms` of real time; the result cancels it. */
function watchProgress(ms: number, lastMs: () => number, expire: () => void): () => void {
  let cancel = realDeadline(ms, look)
  function look(): void {
    const leftMs = lastMs() + ms - realNow()
    if (leftMs <= 0) expire()
    else cancel = realDeadline(leftMs, look)
  }
  return () => cancel()
}
