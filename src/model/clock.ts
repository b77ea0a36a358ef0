import { setTimeout as delay } from 'node:timers/promises'

/** A trial's time. Live it is the wall's; in script and replay it is virtual and costs nothing to pass. */
export interface Clock {
  readonly virtual: boolean
  /** True where what the agent does meanwhile is seen, and so what runs at the same time: in process. */
  readonly seesAgent: boolean
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
    seesAgent: true,
    now: () => performance.now() - start,
    async sleep(ms, signal) {
      signal?.throwIfAborted()
      if (ms <= 0) return
      await delay(ms, undefined, signal ? { signal } : {}).catch((error: unknown) => {
        throw signal?.aborted ? signal.reason : error
      })
    },
    deadline: realDeadline,
  }
}

/** Node takes a longer wait for none at all. Nothing here lasts 24 days. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

function realDeadline(ms: number, expire: () => void): () => void {
  const timer = setTimeout(expire, Math.min(ms, LONGEST_TIMER_MS))
  return () => clearTimeout(timer)
}

interface Sleeper {
  readonly wakeMs: number
  readonly signal: AbortSignal | undefined
  readonly wake: () => void
  readonly reject: (reason: unknown) => void
}

interface Deadline {
  readonly atMs: number
  readonly expire: () => void
}

/** The first deadline to come before `ms`; of those of one time, the one that was set first. */
function firstBefore(ms: number, deadlines: Iterable<Deadline>): Deadline | null {
  let first: Deadline | null = null
  for (const deadline of deadlines) {
    if (deadline.atMs < (first?.atMs ?? ms)) first = deadline
  }
  return first
}

/** Real time that an agent in virtual time may take between two steps, at least. */
const HANG_MS = 5000

/** Calls `expire` once nothing has progressed for `ms` of real time; the result cancels it. */
function watchProgress(ms: number, lastMs: () => number, expire: () => void): () => void {
  let cancel = realDeadline(ms, look)
  function look(): void {
    const leftMs = lastMs() + ms - performance.now()
    if (leftMs <= 0) expire()
    else cancel = realDeadline(leftMs, look)
  }
  return () => cancel()
}

/**
 * A virtual deadline passes with the clock. An agent that hangs leaves the clock where it is: real time without
 * any progress ends it, and never how fast or busy the machine is.
 */
function setDeadline(
  deadlines: Set<Deadline>,
  nowMs: number,
  ms: number,
  hangMs: number,
  lastProgressMs: () => number,
  expire: () => void,
): () => void {
  const entry = { atMs: nowMs + ms, expire: expireOnce }
  const cancelReal = watchProgress(hangMs, lastProgressMs, expireOnce)
  deadlines.add(entry)
  return cancel

  function cancel(): void {
    deadlines.delete(entry)
    cancelReal()
  }
  function expireOnce(): void {
    cancel()
    expire()
  }
}

/**
 * A clock that jumps. It moves only when the trial has nothing left to run but sleepers, and then to the
 * earliest of them: calls made in parallel pass along the critical path, calls made in turn add up. "Nothing
 * left to run" is one turn of the event loop without anything waking up; work that waits for the outside
 * world in one branch while another sleeps is not seen.
 * @param hangMs real time without progress after which a deadline counts as passed, at least
 */
export function createVirtualClock(hangMs = HANG_MS): Clock {
  let nowMs = 0
  let progressed = performance.now()
  let scheduled = false
  const sleepers: Sleeper[] = []
  const deadlines = new Set<Deadline>()

  function schedule(): void {
    if (scheduled || sleepers.length === 0) return
    scheduled = true
    setImmediate(advance)
  }

  function advance(): void {
    scheduled = false
    progressed = performance.now()
    // Looking here costs less than a listener a sleep, and is in time: the clock has not moved yet.
    const aborted = sleepers.findIndex(({ signal }) => signal?.aborted)
    if (aborted === -1) moveOn()
    else for (const { signal, reject } of sleepers.splice(aborted, 1)) reject(signal?.reason)
    schedule()
  }

  function moveOn(): void {
    const [next] = sleepers
    if (!next) return
    const due = firstBefore(next.wakeMs, deadlines)
    nowMs = due ? Math.max(nowMs, due.atMs) : next.wakeMs
    if (due) {
      due.expire()
    } else {
      sleepers.shift()
      next.wake()
    }
  }

  function insert(sleeper: Sleeper): void {
    const later = sleepers.findIndex(({ wakeMs }) => wakeMs > sleeper.wakeMs)
    sleepers.splice(later === -1 ? sleepers.length : later, 0, sleeper)
  }

  return {
    virtual: true,
    seesAgent: true,
    now: () => nowMs,
    sleep(ms, signal) {
      if (signal?.aborted) return Promise.reject(signal.reason)
      if (ms <= 0) return Promise.resolve()
      return new Promise((resolve, reject) => {
        insert({ wakeMs: nowMs + ms, signal, wake: resolve, reject })
        schedule()
      })
    },
    deadline: (ms, expire) =>
      setDeadline(deadlines, nowMs, ms, Math.max(ms, hangMs), () => progressed, expire),
  }
}

/**
 * The time of an agent in another process, whose own work nobody sees: only what is played takes time, and passes
 * at once. Calls that are under way together pass along the longest of them.
 * @param hangMs as for the virtual clock
 */
export function createPlayedClock(hangMs = HANG_MS): Clock {
  let nowMs = 0
  let progressed = performance.now()
  const deadlines = new Set<Deadline>()
  return {
    virtual: true,
    seesAgent: false,
    now: () => nowMs,
    async sleep(ms, signal) {
      progressed = performance.now()
      if (ms <= 0) return
      const wakeMs = nowMs + ms
      for (let due = firstBefore(wakeMs, deadlines); due; due = firstBefore(wakeMs, deadlines)) {
        nowMs = Math.max(nowMs, due.atMs)
        due.expire()
      }
      if (signal?.aborted) throw signal.reason
      if (Number.isFinite(wakeMs)) nowMs = Math.max(nowMs, wakeMs)
    },
    deadline: (ms, expire) =>
      setDeadline(deadlines, nowMs, ms, Math.max(ms, hangMs), () => progressed, expire),
  }
}
