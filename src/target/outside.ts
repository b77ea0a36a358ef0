import { openGateway } from '../model/gateway.ts'
import type { CommandAgent, HttpAgent } from '../suite/types.ts'
import { commandTarget } from './command.ts'
import { httpTarget } from './http.ts'
import { createReaper } from './reaper.ts'
import type { Target } from './types.ts'

/**
 * An agent in a process of its own, with the gateway that its model calls come to. Throws `gateway-unavailable`,
 * `agent-unloadable`.
 */
export async function openOutside(
  agent: CommandAgent | HttpAgent,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Target> {
  const port = agent.kind === 'http' ? agent.gatewayPort : null
  const gateway = await openGateway(port === null ? {} : { port })
  const reaper = createReaper()
  const close = async () => {
    await gateway.close()
    reaper.close()
  }
  try {
    const options = { gateway, reaper, env }
    const target =
      agent.kind === 'command' ? await commandTarget(agent, options) : await httpTarget(agent, options)
    return {
      ...target,
      async close() {
        await target.close()
        await close()
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}
