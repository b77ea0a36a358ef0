import { PawlError } from '../../errors.ts'
import type { FaultRule } from './types.ts'

/** Tells a recording that is missed because of a fault from one that is missed because the agent changed. */
export interface ExplainMiss {
  /** Told of each fault that was provoked, and at which of the agent's model calls, from 1. */
  provoked(rule: FaultRule, call: number): void
  within<T>(respond: () => T): T
}

/**
 * Recordings hold what the agent asks when nothing fails. What it asks after it got another reply is in none of
 * them, and recording again would not bring it there.
 */
export function createExplainMiss(): ExplainMiss {
  let last: { readonly name: string; readonly call: number } | null = null
  const explained = (error: unknown): unknown => {
    if (last === null || !(error instanceof PawlError) || error.code !== 'recording-miss') return error
    const fault = `the fault ${last.name} at call ${last.call}`
    const why = `${fault} changed the reply, and what the agent sent next is in no recording`
    const hint = 'Provoke this fault with --responses script or live; recording again cannot help.'
    return new PawlError(error.code, `${why}: ${error.message}`, { hint, cause: error })
  }
  return {
    provoked(rule, call) {
      last = { name: rule.fault, call }
    },
    within<T>(respond: () => T): T {
      try {
        const answer = respond()
        if (!(answer instanceof Promise)) return answer
        // The type of a promise is not lost by what happens when it is rejected.
        return answer.catch((error: unknown) => Promise.reject(explained(error))) as T
      } catch (error) {
        throw explained(error)
      }
    },
  }
}
