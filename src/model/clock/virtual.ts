import type { AgentTimer, RunningTimer } from './agent-time.ts'
import { createDeadlines } from './deadlines.ts'
import { createPace } from './pace.ts'
import { aborted, realNow } from './real.ts'
import { createSleepers, type Sleeper } from './sleepers.ts'
import type { Clock, Stall } from './types.ts'

export interface VirtualClockOptions {
  /** Real time that an agent in virtual time may take between two steps, at least. */
  readonly hangMs?: number
  /**
   * True while something else than this clock is waited for. For code that may do so; `null` for an agent that waits
   * for the clock alone.
   */
  readonly isBusy?: (() => boolean) | null
}

const HANG_MS = 5000

/**
 * An agent's timer passes once all has been still for this part of what it still has to wait: work that nobody sees is
 * safe as long as it takes less.
 */
const STILL_PART = 0.01

/**
 * A clock that jumps. It moves only when the trial has nothing left to run but sleepers, and then to the
 * earliest of them: calls made in parallel pass along the critical path, calls made in turn add up. "Nothing
 * left to run" is one turn of the event loop without anything waking up; work that waits for the outside
 * world in one branch while another sleeps is not seen.
 *
 * The agent's own timers are another matter: they may be there for the sake of such work. They pass when nothing else
 * is waited for and all has been still for a while, and in real time otherwise.
 */
export function createVirtualClock({ hangMs = HANG_MS, isBusy = null }: VirtualClockOptions = {}): Clock {
  let nowMs = 0
  let skippedMs = 0
  let isOpen = true
  const sleepers = createSleepers()
  const deadlines = createDeadlines()
  const pace = createPace(stillMs, isBusy, step)

  function stillMs(): number | null {
    const next = sleepers.first()
    return next ? (next.isTimer ? STILL_PART * (dueMs(next) - nowMs) : 0) : null
  }

  const dueMs = ({ wakeMs }: Sleeper): number =>
    Math.max(nowMs, deadlines.firstBefore(wakeMs)?.atMs ?? wakeMs)

  function step(): void {
    deadlines.progress()
    const left = sleepers.takeAborted()
    if (left) left.reject?.(left.signal?.reason)
    else moveOn()
    pace.go()
  }

  function moveOn(): void {
    const next = sleepers.first()
    if (!next) return
    const toMs = dueMs(next)
    skippedMs += toMs - nowMs
    const due = deadlines.firstBefore(next.wakeMs)
    nowMs = toMs
    if (due) {
      due.expire()
    } else {
      sleepers.remove(next)
      next.wake()
    }
  }

  /** In real time, which passes deadlines as well. */
  function passTo(ms: number): void {
    for (let due = deadlines.firstBefore(ms); due; due = deadlines.firstBefore(ms)) due.expire()
    nowMs = Math.max(nowMs, ms)
  }

  function sleep(ms: number, signal: AbortSignal | null = null): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason)
    if (ms <= 0) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const sleeper = { wakeMs: nowMs + ms, signal, isTimer: false, wake: resolve, reject }
      sleepers.add(sleeper)
      // Behind a timer the next step may be far.
      if (isBusy) signal?.addEventListener('abort', () => leave(sleeper), { once: true })
      pace.go()
    })
  }

  function leave(sleeper: Sleeper): void {
    sleepers.remove(sleeper)
    sleeper.reject?.(sleeper.signal?.reason)
    pace.go()
  }

  /** Of an agent that waits for the clock alone nobody else ends it: every deadline passes. */
  async function stall({ sinceMs, signal }: Stall): Promise<never> {
    if (isBusy === null) await sleep(Number.POSITIVE_INFINITY, signal)
    const begin = realNow()
    try {
      return await aborted(signal)
    } finally {
      passTo(sinceMs + Math.round(realNow() - begin))
    }
  }

  function begin({ ms, fire, isOver }: AgentTimer): RunningTimer {
    const sleeper = { wakeMs: nowMs + ms, signal: null, isTimer: true, isOver, wake: fire }
    if (isOpen) sleepers.add(sleeper)
    pace.go()
    const cancel = () => {
      sleepers.remove(sleeper)
      pace.go()
    }
    return {
      elapsed() {
        cancel()
        deadlines.progress()
        if (isOpen) passTo(sleeper.wakeMs)
      },
      cancel,
    }
  }

  function close(): void {
    isOpen = false
    sleepers.keep(({ isTimer }) => !isTimer)
    pace.go()
  }

  return {
    virtual: true,
    seesAgent: true,
    now: () => nowMs,
    sleep,
    callStart: () => nowMs,
    stall,
    deadline: (ms, expire) => deadlines.set({ atMs: nowMs + ms, hangMs: Math.max(ms, hangMs), expire }),
    agentTime: isBusy && { skippedMs: () => skippedMs, begin, close },
  }
}
