import { setTimeout as delay } from 'node:timers/promises'
import { inAgentTime } from './agent-time.ts'
import type { Clock, Stall } from './types.ts'

export function createRealClock(): Clock {
  const start = realNow()
  const now = () => realNow() - start
  return {
    virtual: false,
    seesAgent: true,
    now,
    async sleep(ms, signal) {
      signal?.throwIfAborted()
      if (ms <= 0) return
      await delay(ms, undefined, signal ? { signal } : {}).catch((error: unknown) => {
        throw signal?.aborted ? signal.reason : error
      })
    },
    callStart: now,
    stall: ({ signal }) => aborted(signal),
    deadline: realDeadline,
    agentTime: null,
  }
}

/** This machine's time, whatever an agent takes it for. */
export const realNow = (): number => inAgentTime(null, () => performance.now())

/** Node takes a longer wait for none at all. Nothing here lasts 24 days. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

export function realDeadline(ms: number, expire: () => void): () => void {
  const timer = inAgentTime(null, () => setTimeout(expire, Math.min(ms, LONGEST_TIMER_MS)))
  return () => clearTimeout(timer)
}

/** Rejects with the signal's reason; without a signal never. */
export const aborted = (signal: Stall['signal']): Promise<never> =>
  new Promise((_, reject) => {
    if (signal?.aborted) reject(signal.reason)
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
