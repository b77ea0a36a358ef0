import { messageOf } from '../errors.ts'
import type { ProviderFailure, Usage } from '../trajectory/index.ts'

/** The client did not wait for the end of the reply: the agent's doing, not the provider's. */
export const HUNG_UP = 'hung_up'

/** The connection broke: what the provider did by then, and what it bills, nobody knows. */
const BROKEN = 'connection_error'

/** The request never got there: it may the next time. */
const UNREACHABLE = 'unreachable'

/** The request never got there and never will: the address or its certificate is wrong. */
export const MISCONFIGURED = 'configuration_error'

/** A reply that never came whole. */
export class BrokenReply extends Error {
  override readonly name: string = 'BrokenReply'
  /** What the provider had told of its tokens by then; `null` for nothing. */
  readonly usage: Usage | null

  constructor(message: string, usage: Usage | null) {
    super(message)
    this.usage = usage
  }
}

/** The client stopped reading a reply before its end. */
export class HungUp extends BrokenReply {
  override readonly name = 'HungUp'
}

/** An address that does not mean what it should; asking again is of no use. */
export class AddressError extends Error {
  override readonly name = 'AddressError'
}

/** What a call came to that ended with an error instead of a reply. */
export function brokenFailure(error: unknown, signal: AbortSignal | null): ProviderFailure {
  const type = error instanceof HungUp || signal?.aborted ? HUNG_UP : troubleOf(error)
  return { status: null, type, message: messageOf(error) }
}

/** True where the provider may bill a call that broke so: it was asked. */
export const wasAsked = ({ status, type }: ProviderFailure): boolean =>
  status === null && type !== UNREACHABLE && type !== MISCONFIGURED

const NEVER_REACHED = ['ECONNREFUSED', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']
const NEVER_REACHABLE =
  /^(?:ENOTFOUND|EPROTO|CERT_.*|ERR_(?:TLS|SSL|INVALID_URL|INVALID_PROTOCOL).*|UNABLE_TO_.*|DEPTH_ZERO_.*|SELF_SIGNED_.*)$/

function troubleOf(error: unknown): string {
  if (error instanceof AddressError) return MISCONFIGURED
  const code = codeOf(error)
  if (NEVER_REACHED.includes(code)) return UNREACHABLE
  return NEVER_REACHABLE.test(code) ? MISCONFIGURED : BROKEN
}

/** `fetch` hides the error of the connection behind one of its own. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  if ('code' in error && typeof error.code === 'string') return error.code
  return codeOf(error.cause)
}
