import { createBypass } from '../model/bypass.ts'
import { createBusyProbe, installAgentTime } from '../model/clock.ts'
import { createDirectFetch, type DirectFetch } from '../model/direct-fetch.ts'
import type { Upstreams } from '../model/provider.ts'
import { createStrays, type Strays, tellAll } from '../model/strays.ts'
import { createWireContext, type WireContext } from '../model/wire.ts'

export interface HostOptions {
  readonly upstreams: Upstreams
  /** False in script and replay: nothing may leave this machine. */
  readonly network: boolean
}

/**
 * What the agents of a command have in common as long as they are open, be it one or several at a time: this process,
 * whose model calls and timers can be met once only.
 */
export interface Host extends HostOptions {
  /** Reaches the provider itself, past any interception. */
  readonly fetch: DirectFetch
  /** The wires of one more run: its trials are told apart from those of the others. */
  join(): WireContext
  /** Runs what is no agent's in this process: what it asks for goes past any interception. */
  past<T>(body: () => T): T
  /** Meets the model calls and the timers of agents in this process from now on, however often it is asked. */
  intercept(): Promise<Intercepted>
  close(): void
}

export interface Intercepted {
  /** True while this process waits for the outside world. */
  readonly isBusy: () => boolean
}

interface Interception extends Intercepted {
  readonly fetch: DirectFetch
  close(): void
}

export function createHost({ upstreams, network }: HostOptions): Host {
  const runs: Strays[] = []
  const shared = createWireContext()
  const bypass = createBypass()
  const direct = createDirectFetch()
  let interception: Promise<Interception> | null = null
  let opened: Interception | null = null

  async function open(): Promise<Interception> {
    // Its packages are heavy, and most commands do without.
    const { interceptModelCalls } = await import('../model/interceptor.ts')
    const { current } = shared
    const baseUrls = [upstreams.anthropic.baseUrl, upstreams.openai.baseUrl]
    const context = { current, strays: tellAll(runs) }
    const interceptor = await interceptModelCalls({ context, baseUrls, network, bypass })
    // Live there is no other time than this machine's.
    const uninstall = network ? () => {} : installAgentTime()
    opened = {
      fetch: interceptor.fetch,
      // Before any agent is loaded: what one opens then is its own.
      isBusy: createBusyProbe(),
      close() {
        uninstall()
        interceptor.close()
      },
    }
    return opened
  }

  return {
    upstreams,
    network,
    fetch: (url, request) => (opened?.fetch ?? direct)(url, request),
    join() {
      const strays = createStrays()
      runs.push(strays)
      return { ...shared, strays }
    },
    past: bypass.run,
    intercept() {
      interception ??= open()
      return interception
    },
    close() {
      opened?.close()
      opened = null
      interception = null
    },
  }
}
