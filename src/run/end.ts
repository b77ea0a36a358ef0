import { AgentLimitError } from '../agent/index.ts'
import { messageOf, type PawlError } from '../errors.ts'
import { HUNG_UP, MISCONFIGURED } from '../model/broken.ts'
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
    return { kind: 'error', code: 'provider-failure', message: what, transient: isTransient(last.failure) }
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
  isProvidersFault(failure) && isTransient(failure)

/**
 * A request that the provider rightly refuses (400, 404, 413, 422) is the agent's mistake, and so is a reply that the
 * agent did not wait for.
 */
function isProvidersFault(failure: ProviderFailure): boolean {
  const { status, type } = failure
  if (status === null) return type !== HUNG_UP
  return status >= 500 || [401, 402, 403, 408, 429].includes(status) || isUnpaid(failure)
}

/** A key, an account or an address that is refused today is refused in a moment, too. */
function isTransient(failure: ProviderFailure): boolean {
  const { status, type } = failure
  if (status === null) return type !== MISCONFIGURED
  return ![401, 402, 403].includes(status) && !isUnpaid(failure)
}

const UNPAID_TYPES = ['billing_error', 'insufficient_quota']

/** Anthropic says so with status 400 and the type of an invalid request; only the words tell. */
const isUnpaid = ({ type, message }: ProviderFailure): boolean =>
  UNPAID_TYPES.includes(type) || /credit balance is too low|specified API usage limits/i.test(message)
