import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/** A connection that is opened and not used is no sign of a call after that. */
const UNUSED_MS = 250

/**
 * Whether a call is on its way: a client has opened a connection and not yet asked, or has asked and not yet sent all
 * of it. Clients that make calls at the same time open their connections before they send.
 */
export function watchArrivals(server: Server): () => boolean {
  const coming = new Map<Socket, number>()
  const expect = (socket: Socket) => coming.set(socket, performance.now())
  server.on('connection', (socket: Socket) => {
    expect(socket)
    socket.once('close', () => coming.delete(socket))
  })
  server.on('request', (request) => {
    expect(request.socket)
    request.once('end', () => coming.delete(request.socket))
  })
  return () => {
    const oldest = performance.now() - UNUSED_MS
    return [...coming.values()].some((since) => since > oldest)
  }
}
