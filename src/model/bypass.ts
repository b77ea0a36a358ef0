import { AsyncLocalStorage } from 'node:async_hooks'

/** Tells the harness's own requests from those of agents in this process. */
export interface Bypass {
  /** What `body` asks for, at any depth, is nobody's model call. */
  run<T>(body: () => T): T
  isOn(): boolean
}

export function createBypass(): Bypass {
  const storage = new AsyncLocalStorage<true>()
  return { run: (body) => storage.run(true, body), isOn: () => storage.getStore() === true }
}
