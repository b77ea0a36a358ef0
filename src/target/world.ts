import { type Change, changesBetween, type JsonObject } from '../trajectory/index.ts'

/**
 * What mocked tools read and change, one for each trial. A state is never changed in place: what came of a call is
 * another one, so that a call which fails on its way leaves everything as it was.
 */
export interface World {
  readonly state: JsonObject
  /** Puts another state in its place; says what is new. */
  become(next: JsonObject): readonly Change[]
  /** Does the work of a call when the calls before it are answered. */
  inTurn<T>(work: () => Promise<T>): Promise<T>
}

export function createWorld(start: JsonObject): World {
  let state = start
  let last: Promise<unknown> = Promise.resolve()
  return {
    get state() {
      return state
    },
    become(next) {
      const changes = changesBetween(state, next)
      state = next
      return changes
    },
    inTurn(work) {
      const done = last.then(work)
      last = done.catch(() => {})
      return done
    },
  }
}
