import type { IncomingHttpHeaders } from 'node:http'
import { PawlError } from '../../errors.ts'
import type { Json } from '../../trajectory/index.ts'
import type { Wire } from '../wire.ts'
import type { Refusal } from './refusal.ts'

/** A trial that has an address. */
export interface Admitted {
  readonly key: string
  readonly wire: Wire
  /** The header that names it, `null`: it is the only one while it is open; `undefined`: its address alone. */
  readonly header: string | null | undefined
  readonly mcp: ((message: Json) => Promise<Json | null>) | null
  /** Aborted when it leaves. */
  readonly leaving: AbortController
}

export type Found = { readonly trial: Admitted; readonly path: string } | { readonly refusal: Refusal }

/** The trials that are open, and which of them a request is of. */
export interface Lobby {
  /** The result lets it leave. */
  enter(trial: Admitted): () => void
  /** @param path as it came, the gateway's own first part included; the result has it without */
  find(path: string, headers: IncomingHttpHeaders): Found
  /** When the last call of a trial that is over was refused, as performance.now() has it; 0 for never. */
  lateAt(): number
}

export function createLobby(): Lobby {
  const open = new Map<string, Admitted>()
  const left = new Set<string>()
  let late = 0
  let served = false
  const refuseLate = (): Found => {
    late = performance.now()
    return { refusal: TRIAL_OVER }
  }
  const byKey = (key: string, path: string): Found => {
    const trial = open.get(key)
    if (trial) return { trial, path }
    return left.has(key) ? refuseLate() : { refusal: unknown(path) }
  }
  return {
    lateAt: () => late,
    enter(trial) {
      served ||= trial.header !== undefined
      open.set(trial.key, trial)
      return () => {
        open.delete(trial.key)
        left.add(trial.key)
        trial.leaving.abort(new Error('this trial is over'))
      }
    },
    find(path, headers) {
      const [, key, rest] = /^\/t\/([^/?#]*)(.*)$/.exec(path) ?? []
      if (key !== undefined) return byKey(key, rest || '/')
      const services = [...open.values()].filter(({ header }) => header !== undefined)
      const given = services.flatMap(({ header }) => (header ? (headers[header.toLowerCase()] ?? []) : []))[0]
      if (given !== undefined && (open.has(given) || left.has(given))) return byKey(given, path)
      if (given !== undefined) return { refusal: unnamed(services, given) }
      const [only, ...more] = services
      // A service that names no trial goes on with one that is over.
      if (!only) return served ? refuseLate() : { refusal: unknown(path) }
      return more.length === 0 ? { trial: only, path } : { refusal: unnamed(services, null) }
    },
  }
}

export const TRIAL_OVER: Refusal = {
  status: 409,
  type: 'invalid_request_error',
  message: 'this trial is over',
}

const unknown = (path: string): Refusal => ({
  status: 404,
  type: 'not_found_error',
  message: `expected a path that begins with /t/<trial>/, as in ANTHROPIC_BASE_URL and PAWL_GATEWAY of the agent's environment, of a trial that is open; found ${JSON.stringify(path.slice(0, 100))}`,
})

const MAX_GIVEN = 100

/** Whose call it was nobody can tell, so none of the trials is what it should be. */
function unnamed(trials: readonly Admitted[], given: string | null): Refusal {
  const header = trials.find((trial) => trial.header)?.header
  const expected = header ? `the header ${header}` : 'a header that names the trial (trial_header)'
  const message =
    given === null
      ? `expected ${expected} with each model call while ${trials.length} trials are open, found none`
      : `expected ${expected} with each model call as the service was given it, found ${JSON.stringify(given.slice(0, MAX_GIVEN))}`
  const error = new PawlError('target-lacks', message, {
    hint: header
      ? `Let the service send the header ${header} on with its model calls, or leave trial_header out.`
      : 'Name a header as trial_header that the service sends on with its model calls.',
  })
  for (const { wire } of trials) wire.fault(error)
  return { status: 409, type: 'invalid_request_error', message }
}
