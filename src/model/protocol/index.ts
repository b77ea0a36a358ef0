/** The providers' APIs: what their addresses, bodies and streams mean, and how a reply is said in each. */
export { badRequest } from './bad-request.ts'
export { calledProtocol, endpointOf, protocolOf } from './endpoints.ts'
export { createEventReader, encodeEvent } from './events.ts'
export { sideAnswer } from './side.ts'
export { createThreads } from './threads.ts'
export * from './types.ts'
