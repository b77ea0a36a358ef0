import { syncBuiltinESMExports } from 'node:module'
import { PawlError } from '../errors.ts'
import { type Bypass, createBypass } from './bypass.ts'
import { createDirectFetch, type DirectFetch } from './direct-fetch.ts'
import { isLoopback } from './loopback.ts'
import { guardConnections } from './network-guard.ts'
import { createProviderAddresses } from './provider-addresses.ts'
import type { StrayListener } from './strays.ts'
import type { WireContext } from './wire.ts'

export interface Interceptor {
  /** Reaches the provider itself, past the interception. */
  readonly fetch: DirectFetch
  close(): void
}

/** Whose calls are met, and who is told of those that are no trial's. */
export interface InterceptedContext extends Pick<WireContext, 'current'> {
  readonly strays: StrayListener
}

export interface InterceptorOptions {
  readonly context: InterceptedContext
  /** The providers' addresses, which may not be the public ones (`ANTHROPIC_BASE_URL`, `OPENAI_BASE_URL`). */
  readonly baseUrls: readonly string[]
  /** False in script and replay: no request of an agent may leave this machine. */
  readonly network: boolean
  /** Tells what goes past the interception; its own where it is left out. */
  readonly bypass?: Bypass
}

/**
 * Puts model calls of unmodified code on the wire of the trial that makes them, whatever client it uses. Only
 * for agents that do not take the `fetch` they are given; msw is loaded when it is needed.
 */
export async function interceptModelCalls(options: InterceptorOptions): Promise<Interceptor> {
  const { context, network, bypass = createBypass() } = options
  const [{ setupServer }, { http, passthrough }] = await Promise.all([import('msw/node'), import('msw')])
  const addresses = createProviderAddresses(options.baseUrls)
  const server = setupServer(
    http.all(/.*/, async ({ request: { url }, request }) => {
      if (bypass.isOn()) return passthrough()
      const wire = context.current()
      const modelCall = addresses.includesUrl(url)
      if (wire && modelCall) return await wire.fetch(request).catch(() => Response.error())
      if (network || (!modelCall && isLoopback(new URL(url).hostname))) return passthrough()
      refuse(context, new URL(url).origin, modelCall)
      return Response.error()
    }),
  )
  // Under the interception: what comes here really connects, by a client that cannot be intercepted, too.
  const unguard = guardConnections((address) => {
    if (bypass.isOn()) return null
    const modelCall = addresses.includes(address)
    const origin = `${address.host}:${address.port}`
    if (network) {
      if (modelCall) context.strays.passed(origin)
      return null
    }
    return !modelCall && isLoopback(address.host) ? null : refuse(context, origin, modelCall)
  })
  server.listen({ onUnhandledFrame: 'bypass' })
  // Without this, `import { request } from 'node:https'` would go past the interception.
  syncBuiltinESMExports()
  const direct = createDirectFetch()
  return {
    fetch: (url, request) => bypass.run(() => direct(url, request)),
    close() {
      server.close()
      unguard()
      syncBuiltinESMExports()
    },
  }
}

/** Tells the trial, or the run where it is no trial's model call; gives the error. */
function refuse(context: InterceptedContext, origin: string, modelCall: boolean): PawlError {
  const wire = context.current()
  const error = modelCall ? (wire ? pastInterception(origin) : outsideTrial(origin)) : networkRefused(origin)
  if (wire) wire.fault(error)
  else if (modelCall) context.strays.refused(error)
  return error
}

const networkRefused = (origin: string): PawlError =>
  new PawlError(
    'network-refused',
    `the agent asked for ${origin}, and script and replay never reach the network`,
    {
      hint: 'Answer that call with a mocked tool, or run with --responses live.',
    },
  )

const pastInterception = (origin: string): PawlError =>
  new PawlError(
    'network-refused',
    `the agent asked for the provider at ${origin} by a client with connections of its own, which cannot be intercepted, and script and replay never reach the network`,
    { hint: 'Give that client trial.fetch, or let it use the global fetch or node:http.' },
  )

const outsideTrial = (origin: string): PawlError =>
  new PawlError(
    'stray-call',
    `the agent called the model at ${origin} outside of any trial, while it was loaded perhaps: nothing is there to answer it`,
    { hint: 'Call the model in the function that gets the trial.' },
  )
