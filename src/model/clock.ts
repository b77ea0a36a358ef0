import { setTimeout as delay } from 'node:timers/promises'

/** A trial's time. Live it is the wall's; in script and replay it is virtual and costs nothing to pass. */
export interface Clock {
  readonly virtual: boolean
  /** Milliseconds since the trial began. */
  now(): number
  /** Lets `ms` pass; rejects with the signal's reason when aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** Calls `expire` once when the clock reaches `ms`; the result cancels it. */
  deadline(ms: number, expire: () => void): () => void
}

export function createRealClock(): Clock {
  const start = performance.now()
  return {
    virtual: false,
    now: () => performance.now() - start,
    async sleep(ms, signal) {
      await delay(ms, undefined, signal ? { signal } : {}).catch((error: unknown) => {
        throw signal?.aborted ? signal.reason : error
      })
    },
    deadline: realDeadline,
  }
}

function realDeadline(ms: number, expire: () => void): () => void {
  const timer = setTimeout(expire, ms)
  return () => clearTimeout(timer)
}

interface Sleeper {
  readonly wakeMs: number
  readonly wake: () => void
}

/**
 * A clock that jumps. It moves only when the trial has nothing left to run but sleepers, and then to the
 * earliest of them: calls made in parallel pass along the critical path, calls made in turn add up. "Nothing
 * left to run" is one turn of the event loop without anything waking up; work that waits for the outside
 * world in one branch while another sleeps is not seen.
 */
export function createVirtualClock(): Clock {
  let nowMs = 0
  let scheduled = false
  const sleepers: Sleeper[] = []
  const deadlines = new Set<{ readonly atMs: number; readonly expire: () => void }>()

  function schedule(): void {
    if (scheduled || sleepers.length === 0) return
    scheduled = true
    setImmediate(advance)
  }

  function advance(): void {
    scheduled = false
    const next = sleepers.shift()
    if (!next) return
    const due = [...deadlines].find(({ atMs }) => atMs < next.wakeMs)
    if (due) {
      deadlines.delete(due)
      nowMs = Math.max(nowMs, due.atMs)
      sleepers.unshift(next)
      due.expire()
    } else {
      nowMs = next.wakeMs
      next.wake()
    }
    schedule()
  }

  function insert(sleeper: Sleeper): void {
    const later = sleepers.findIndex(({ wakeMs }) => wakeMs > sleeper.wakeMs)
    sleepers.splice(later === -1 ? sleepers.length : later, 0, sleeper)
  }

  return {
    virtual: true,
    now: () => nowMs,
    sleep(ms, signal) {
      if (signal?.aborted) return Promise.reject(signal.reason)
      if (ms <= 0) return Promise.resolve()
      return new Promise((resolve, reject) => {
        const abort = () => {
          const index = sleepers.indexOf(sleeper)
          if (index !== -1) sleepers.splice(index, 1)
          reject(signal?.reason)
        }
        const wake = () => {
          signal?.removeEventListener('abort', abort)
          resolve()
        }
        const sleeper: Sleeper = { wakeMs: nowMs + ms, wake }
        signal?.addEventListener('abort', abort, { once: true })
        insert(sleeper)
        schedule()
      })
    },
    // A virtual deadline passes with the clock; a real one of the same length catches an agent that hangs.
    deadline(ms, expire) {
      const entry = { atMs: nowMs + ms, expire }
      deadlines.add(entry)
      const cancelReal = realDeadline(ms, expire)
      return () => {
        deadlines.delete(entry)
        cancelReal()
      }
    },
  }
}
