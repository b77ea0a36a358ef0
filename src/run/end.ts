import { AgentLimitError } from '../agent/index.ts'
import { messageOf, type PawlError } from '../errors.ts'
import { HUNG_UP } from '../model/call.ts'
import type { End, ModelCall, ProviderFailure, TrajectoryEvent } from '../trajectory/index.ts'

export interface Ending {
  readonly fault: PawlError | null
  /** Set when the trial's time was over. */
  readonly timeout: string | null
  /** What the agent threw, whatever it is; `null` when it answered every turn. */
  readonly thrown: { readonly error: unknown } | null
}

/** How a trial ended. A failure of the harness comes first, then the time, then the provider, then the agent. */
export function endOf({ fault, timeout, thrown }: Ending, events: readonly TrajectoryEvent[]): End {
  if (fault) return errorEnd(fault)
  if (timeout !== null) return { kind: 'agent_failure', code: 'timeout', message: timeout }
  const last = events.findLast(
    (event): event is ModelCall => event.type === 'model_call' && event.actor === 'agent',
  )
  if (last?.failure && last.fault === null && isProvidersFault(last.failure)) {
    const { status, type, message } = last.failure
    const what = `the provider failed (${status ?? 'connection'} ${type}): ${message}`
    return { kind: 'error', code: 'provider-failure', message: what, transient: isTransient(status) }
  }
  if (thrown === null) return { kind: 'completed' }
  const { error } = thrown
  const code = error instanceof AgentLimitError ? error.limit : 'crash'
  const message = code === 'crash' ? `the agent failed: ${messageOf(error)}` : messageOf(error)
  return { kind: 'agent_failure', code, message }
}

export const errorEnd = (error: PawlError): Extract<End, { kind: 'error' }> => ({
  kind: 'error',
  code: error.code,
  message: error.hint === null ? error.message : `${error.message}. ${error.hint}`,
  transient: false,
})

/** True where asking again may help. */
export const isPassing = (failure: ProviderFailure): boolean =>
  isProvidersFault(failure) && isTransient(failure.status)

/** What the provider rightly refuses (400, 404, 413, 422), and what the agent did not wait for, is the agent's doing. */
function isProvidersFault({ status, type }: ProviderFailure): boolean {
  if (type === HUNG_UP) return false
  return status === null || status >= 500 || [401, 402, 403, 408, 429].includes(status)
}

/** A key that is refused today is refused in a moment, too. */
const isTransient = (status: number | null): boolean => status === null || ![401, 402, 403].includes(status)
