import type { JsonObject } from '../../trajectory/index.ts'
import type { ModelRequest } from '../responder.ts'

/** Headers that change what the model does; all others are about the client. Each is a set of names. */
const BETAS = ['anthropic-beta', 'openai-beta']

/** Where they stand beside the fields of the body, none of which begins so. */
const HEADERS = '@headers'

/**
 * What is asked: the body, with the betas it asks for; or where there is none, what of the address comes after the
 * version (`/models/…`).
 */
export function contentOf({ endpoint, body, url, headers }: ModelRequest): JsonObject {
  if (endpoint.name === 'models') return { path: /\/models.*$/.exec(url)?.[0] ?? '/models' }
  const betas = BETAS.flatMap((name): [string, string][] => {
    const value = headers.get(name)
    return value === null ? [] : [[name, sorted(value)]]
  })
  return betas.length === 0 ? body : { ...body, [HEADERS]: Object.fromEntries(betas) }
}

const sorted = (list: string): string =>
  [...new Set(list.split(',').map((name) => name.trim()))].filter(Boolean).sort().join(', ')
