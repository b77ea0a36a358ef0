import { AsyncLocalStorage } from 'node:async_hooks'
import { promisify } from 'node:util'
import { agentTime, type RunningTimer } from './agent-time.ts'

export type SetTimeout = typeof globalThis.setTimeout
export type Sleep = typeof import('node:timers/promises').setTimeout

/** Node runs a timer of no length, of more than 24 days or of what is no number after a millisecond. */
const SHORTEST_MS = 1
const LONGEST_MS = 2 ** 31 - 1

/**
 * A timer that also ends when the clock of the trial that began it has passed it. It is one of Node's own in
 * everything else.
 */
export function timeoutByAgent(real: SetTimeout, sleep: Sleep): SetTimeout {
  function setTimeout(
    callback: (...given: unknown[]) => void,
    ms?: number,
    ...given: unknown[]
  ): NodeJS.Timeout {
    const time = agentTime()
    const lengthMs = Number(ms)
    if (!time || typeof callback !== 'function' || !(lengthMs > SHORTEST_MS && lengthMs <= LONGEST_MS)) {
      return real(callback, ms, ...given)
    }
    let running: RunningTimer | null = null
    const timer = real(
      (...args: unknown[]) => {
        if (timer.hasRef()) running?.elapsed()
        callback(...args)
      },
      lengthMs,
      ...given,
    )
    if (!canBeSeen(timer)) return timer
    const inContext = AsyncLocalStorage.snapshot()
    const begin = () =>
      time.begin({
        ms: lengthMs,
        isOver: () => isOver(timer),
        // As a step of its own, which may throw as any timer's may.
        fire: () => {
          clearTimeout(timer)
          inContext(() => setImmediate(callback, ...given))
        },
      })
    running = begin()
    timer.refresh = function refresh() {
      running?.cancel()
      Object.getPrototypeOf(timer).refresh.call(timer)
      running = begin()
      return timer
    }
    return timer
  }
  return Object.assign(setTimeout, { [promisify.custom]: sleep, __promisify__: sleep }) as SetTimeout
}

/** Undocumented: whichever way a timer is cleared, or has run, Node notes it here. Without it all timers stay real. */
interface Noted {
  readonly _destroyed?: boolean
}

const canBeSeen = (timer: NodeJS.Timeout): boolean => typeof (timer as Noted)._destroyed === 'boolean'

/** A timer that holds nobody up is none that somebody waits for. */
const isOver = (timer: NodeJS.Timeout): boolean => (timer as Noted)._destroyed === true || !timer.hasRef()

/** `setTimeout` of `node:timers/promises`. */
export function sleepByAgent(real: Sleep): Sleep {
  return (ms, value, options = {}) => {
    const { signal, ref = true } = options
    if (agentTime() === null || !ref || signal?.aborted) return real(ms, value, options)
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', abort)
        resolve(value as never)
      }, ms)
      // The real one knows how to reject.
      const abort = () => {
        clearTimeout(timer)
        resolve(real(ms, value, options))
      }
      signal?.addEventListener('abort', abort, { once: true })
    })
  }
}

/** `AbortSignal.timeout`: a client's patience, and as such waited for. */
export function timeoutSignal(real: typeof AbortSignal.timeout): typeof AbortSignal.timeout {
  return (ms) => {
    if (agentTime() === null) return real(ms)
    const controller = new AbortController()
    const message = 'The operation was aborted due to timeout'
    setTimeout(() => controller.abort(new DOMException(message, 'TimeoutError')), ms)
    return controller.signal
  }
}
