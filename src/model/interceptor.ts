import { syncBuiltinESMExports } from 'node:module'
import { PawlError } from '../errors.ts'
import type { Fetch, WireContext } from './wire.ts'

/** Hosts of providers whose calls belong on a trial's wire. */
const PROVIDERS = /^https:\/\/api\.(anthropic|openai)\.com\//
const LOOPBACK = /^https?:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?(\/|$)/

export interface Interceptor {
  /** The real fetch, past the interception. */
  readonly fetch: Fetch
  close(): void
}

export interface InterceptorOptions {
  readonly context: WireContext
  /** The providers' addresses, which may not be the public ones (`ANTHROPIC_BASE_URL`, `OPENAI_BASE_URL`). */
  readonly baseUrls: readonly string[]
  /** False in script and replay: no request of an agent may leave this machine. */
  readonly network: boolean
}

/**
 * Puts model calls of unmodified code on the wire of the trial that makes them, whatever client it uses. Only
 * for agents that do not take the `fetch` they are given; msw is loaded when it is needed.
 */
export async function interceptModelCalls(options: InterceptorOptions): Promise<Interceptor> {
  const [{ setupServer }, { bypass, http, passthrough }] = await Promise.all([
    import('msw/node'),
    import('msw'),
  ])
  const bases = options.baseUrls.map((url) => `${url.replace(/\/+$/, '')}/`)
  const server = setupServer(
    http.all(/.*/, async ({ request }) => {
      const wire = options.context.current()
      const modelCall = PROVIDERS.test(request.url) || bases.some((base) => request.url.startsWith(base))
      if (wire && modelCall) return await wire.fetch(request).catch(brokenConnection)
      if (options.network || LOOPBACK.test(request.url)) return passthrough()
      wire?.fault(networkRefused(request.url))
      return Response.error()
    }),
  )
  server.listen({ onUnhandledFrame: 'bypass' })
  // Without this, `import { request } from 'node:https'` would go past the interception.
  syncBuiltinESMExports()
  return {
    fetch: (input, init) => fetch(bypass(input, init)),
    close() {
      server.close()
      syncBuiltinESMExports()
    },
  }
}

/** The client sees that its connection broke. Of what a handler throws msw makes an answer, and reports it as a mistake. */
const brokenConnection = (): Response => Response.error()

const networkRefused = (url: string): PawlError =>
  new PawlError(
    'network-refused',
    `the agent asked for ${new URL(url).origin}, and script and replay never reach the network`,
    {
      hint: 'Answer that call with a mocked tool, or run with --responses live.',
    },
  )
