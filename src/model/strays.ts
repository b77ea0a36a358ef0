import type { PawlError } from '../errors.ts'

/** Is told of model calls that are no trial's. */
export interface StrayListener {
  /** A call that was refused: the run is not what it seems. */
  refused(error: PawlError): void
  /** A call that went past us to the provider: nothing of it is on record. */
  passed(origin: string): void
}

/** Model calls that are no trial's: no outcome shows them, so the run has to. */
export interface Strays extends StrayListener {
  /** Why the run may not be trusted, each reason once. */
  mishaps(): readonly string[]
  warnings(): readonly string[]
}

export function createStrays(): Strays {
  const refusals = new Map<string, number>()
  const origins = new Map<string, number>()
  return {
    refused: ({ message, hint }) => count(refusals, hint === null ? message : `${message}. ${hint}`),
    passed: (origin) => count(origins, origin),
    mishaps: () => [...refusals].map(([text, times]) => (times === 1 ? text : `${text} (${times} times)`)),
    warnings: () => [...origins].map(([origin, times]) => unrecorded(origin, times)),
  }
}

/** Nobody knows whose such a call was: any of these may be untrue. */
export const tellAll = (listeners: Iterable<StrayListener>): StrayListener => ({
  refused(error) {
    for (const each of listeners) each.refused(error)
  },
  passed(origin) {
    for (const each of listeners) each.passed(origin)
  },
})

const count = (counts: Map<string, number>, key: string): void =>
  void counts.set(key, (counts.get(key) ?? 0) + 1)

const unrecorded = (origin: string, times: number): string =>
  `the agent asked ${origin} past its trials${times === 1 ? '' : ` ${times} times`}, while it was loaded or by a client with connections of its own: nothing of that is on record, in the cost, or in a replay`
