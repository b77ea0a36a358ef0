import { createDeadlines } from './deadlines.ts'
import { createGathering } from './gathering.ts'
import { aborted, realDeadline, realNow } from './real.ts'
import type { Clock, Stall } from './types.ts'

export interface PlayedClockOptions {
  /** Real time without progress that ends a trial, at least: a program may take it to start. */
  readonly hangMs?: number
  /** True while a call is on its way that has not come yet. */
  readonly expecting?: () => boolean
}

const HANG_MS = 1000

/**
 * The time of an agent in another process, whose own work nobody sees: only what is played takes time, and passes
 * at once. What the agent itself waits for is real: where an answer never comes, it waits for as long as it will.
 */
export function createPlayedClock(options: PlayedClockOptions = {}): Clock {
  const { hangMs = HANG_MS, expecting = () => false } = options
  let playedMs = 0
  const deadlines = createDeadlines()
  const stalls = new Set<() => number>()
  const now = () => Math.max(playedMs, ...[...stalls].map((stall) => stall()))
  const callStart = createGathering(expecting)
  return {
    virtual: true,
    seesAgent: false,
    now,
    callStart() {
      deadlines.progress()
      return callStart().then(now)
    },
    async sleep(ms, signal) {
      deadlines.progress()
      if (ms <= 0) return
      const wakeMs = now() + ms
      for (let due = deadlines.firstBefore(wakeMs); due; due = deadlines.firstBefore(wakeMs)) {
        playedMs = Math.max(playedMs, due.atMs)
        due.expire()
      }
      if (signal?.aborted) throw signal.reason
      playedMs = Math.max(playedMs, wakeMs)
    },
    async stall({ sinceMs, signal }: Stall) {
      deadlines.progress()
      const begin = realNow()
      const waited = () => sinceMs + Math.round(realNow() - begin)
      const due = deadlines.firstBefore(Number.POSITIVE_INFINITY)
      const cancel = due ? realDeadline(due.atMs - sinceMs, due.expire) : () => {}
      stalls.add(waited)
      try {
        return await aborted(signal)
      } finally {
        cancel()
        playedMs = now()
        stalls.delete(waited)
        deadlines.progress()
      }
    },
    deadline: (ms, expire) => deadlines.set({ atMs: now() + ms, hangMs: Math.max(ms, hangMs), expire }),
    agentTime: null,
  }
}
