import { Socket } from 'node:net'

export interface Address {
  readonly host: string
  readonly port: number
}

/**
 * Looks at each connection that this process makes, whatever client makes it, before it is made.
 * @param refusal the error that it fails with instead; `null` lets it pass
 * @returns what takes the guard away again
 */
export function guardConnections(refusal: (address: Address) => Error | null): () => void {
  const { connect } = Socket.prototype
  Socket.prototype.connect = function guarded(this: Socket, ...args: unknown[]): Socket {
    const address = isPlayed(this) ? null : addressIn(args)
    const error = address && refusal(address)
    if (error) return this.destroy(error)
    return Reflect.apply(connect, this, args) as Socket
  }
  return () => {
    Socket.prototype.connect = connect
  }
}

/** msw connects such a socket to nothing: it has put a `connect` of its own on it. */
const isPlayed = (socket: Socket): boolean => Object.hasOwn(socket, 'connect')

/** Where `connect` goes, in any of its forms; `null` for a path on this machine. */
function addressIn(args: readonly unknown[]): Address | null {
  // net.connect passes on a list that it has brought into one form.
  const [first, second] = Array.isArray(args[0]) ? (args[0] as readonly unknown[]) : args
  if (typeof first === 'object' && first !== null) {
    const { path, host, port } = first as { path?: unknown; host?: unknown; port?: unknown }
    return typeof path === 'string' && path !== '' ? null : { host: hostOf(host), port: Number(port) }
  }
  const port = Number(first)
  return Number.isNaN(port) ? null : { host: hostOf(second), port }
}

const hostOf = (host: unknown): string => (typeof host === 'string' && host !== '' ? host : 'localhost')
