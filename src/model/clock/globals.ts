import { syncBuiltinESMExports } from 'node:module'
import { agentTime } from './agent-time.ts'
import { type SetTimeout, type Sleep, sleepByAgent, timeoutByAgent, timeoutSignal } from './agent-timers.ts'

/**
 * Makes `setTimeout` (the global one, those of `node:timers` and `node:timers/promises`), `AbortSignal.timeout`, `Date`
 * and `performance.now` go by the agent's time where an agent's code runs, and by this machine's everywhere else.
 * Intervals, timers that hold nobody up (`unref`) and `process.hrtime` stay real. The result puts everything back.
 */
export function installAgentTime(): () => void {
  const timers = process.getBuiltinModule('node:timers') as { setTimeout: SetTimeout }
  const promised = process.getBuiltinModule('node:timers/promises') as { setTimeout: Sleep }
  const sleep = sleepByAgent(promised.setTimeout)
  const setTimeout = timeoutByAgent(globalThis.setTimeout, sleep)
  const restore = [
    replace(globalThis, 'setTimeout', setTimeout),
    replace(timers, 'setTimeout', setTimeout),
    replace(promised, 'setTimeout', sleep),
    replace(AbortSignal, 'timeout', timeoutSignal(AbortSignal.timeout.bind(AbortSignal))),
    replace(performance, 'now', nowByAgent(performance.now.bind(performance))),
    replace(globalThis, 'Date', dateByAgent(Date)),
  ]
  // Without this, what is imported by name from `node:timers` would go past it.
  syncBuiltinESMExports()
  return () => {
    for (const put of restore) put()
    syncBuiltinESMExports()
  }
}

function replace<T extends object, K extends keyof T>(holder: T, key: K, value: T[K]): () => void {
  const before = Object.getOwnPropertyDescriptor(holder, key)
  const visible = before?.enumerable ?? true
  Object.defineProperty(holder, key, { value, writable: true, configurable: true, enumerable: visible })
  return () => {
    if (before) Object.defineProperty(holder, key, before)
    else Reflect.deleteProperty(holder, key)
  }
}

const skippedMs = (): number => agentTime()?.skippedMs() ?? 0

const nowByAgent = (now: () => number) => (): number => now() + skippedMs()

/** The same class, whatever was made of it before: it only takes now for later. */
function dateByAgent(real: DateConstructor): DateConstructor {
  const now = () => real.now() + Math.round(skippedMs())
  return new Proxy(real, {
    construct: (target, given: [], made) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, made) as Date,
    apply: () => new real(now()).toString(),
    get: (target, key, receiver) => (key === 'now' ? now : Reflect.get(target, key, receiver)),
  })
}
