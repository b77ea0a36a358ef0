import type { JsonObject } from '../../trajectory/index.ts'
import type { ModelRequest } from '../responder.ts'

/** What is asked: the body, or where there is none, what of the address comes after the version (`/models/…`). */
export function contentOf({ endpoint, body, url }: ModelRequest): JsonObject {
  return endpoint.name === 'models' ? { path: /\/models.*$/.exec(url)?.[0] ?? '/models' } : body
}
