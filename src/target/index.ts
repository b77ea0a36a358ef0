/** How a trial reaches an agent, and what each way can do. */
import { PawlError } from '../errors.ts'
import type { WireContext } from '../model/wire.ts'
import type { AgentRef, Suite } from '../suite/index.ts'
import type { Host } from './host.ts'
import { type LoadedTools, loadTools } from './tool-module.ts'
import type { Target } from './types.ts'

export { createHost, type Host } from './host.ts'
export type { LoadedTools } from './tool-module.ts'
export type { Session, Target, TrialEnvironment } from './types.ts'
export { createWorld } from './world.ts'

export interface TargetOptions {
  /** The run's side of the process. */
  readonly context: WireContext
  readonly host: Host
  /** Our own environment, of which an agent in another process gets what is allowed. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Opens the way to the suite's agent. Throws `agent-unloadable`, `target-lacks`, `gateway-unavailable`. */
export async function openTarget(suite: Suite, options: TargetOptions): Promise<Target> {
  const target = await openAgent(suite, options)
  try {
    requireTurns(suite, target)
    return target
  } catch (error) {
    await target.close()
    throw error
  }
}

/** Each kind brings packages of its own (the provider's SDK; msw; a server) and is loaded when a suite needs it. */
async function openAgent({ agent }: Suite, { context, host, env }: TargetOptions): Promise<Target> {
  switch (agent.kind) {
    case 'reference': {
      const { referenceTarget } = await import('./reference.ts')
      return referenceTarget(agent.path, { fetch: context.fetch, ...host.upstreams.anthropic })
    }
    case 'module': {
      const { openModule } = await import('./module.ts')
      return await openModule(agent.path, host)
    }
    case 'command':
    case 'http': {
      const { openOutside } = await import('./outside.ts')
      // Another process's requests are met at the gateway, and ours to a service are no model calls.
      return pastInterception(await host.past(() => openOutside(agent, env)), host)
    }
  }
}

const pastInterception = (target: Target, { past }: Host): Target => ({
  ...target,
  async open(trial) {
    const session = await past(() => target.open(trial))
    return { ...session, send: (content) => past(() => session.send(content)) }
  },
})

/** The model that the suite's agent is configured for; `null` where only the agent knows. */
export async function configuredModel({ agent }: Suite): Promise<string | null> {
  if (agent.kind !== 'reference') return null
  const { referenceModel } = await import('./reference.ts')
  return referenceModel(agent.path)
}

/**
 * What the suite's agent is made of, by name, each as a short hash: what `Target.parts` says once it is open. Opens
 * nothing and starts nothing.
 */
export async function agentParts({ agent }: Suite): Promise<Readonly<Record<string, string>>> {
  switch (agent.kind) {
    case 'reference':
      return (await import('./reference.ts')).referenceParts(agent.path)
    case 'module':
      return (await import('../suite/module-parts.ts')).moduleParts(agent.path)
    case 'command':
      return await (await import('./command.ts')).partsOfCommand(agent)
    case 'http':
      return await (await import('./http.ts')).partsOfService(agent)
  }
}

/** The suite's tools in code; `null` where it has none. Throws `tools-unloadable`. */
export const loadToolsOf = async ({ toolModule }: Suite): Promise<LoadedTools | null> =>
  toolModule === null ? null : await loadTools(toolModule.path)

function requireTurns(suite: Suite, target: Target): void {
  if (target.capabilities.turns) return
  const conversation = suite.cases.find(({ turns }) => turns.length > 1)
  if (!conversation) return
  throw new PawlError(
    'target-lacks',
    `case ${conversation.id} has ${conversation.turns.length} turns, and the agent ${target.label} answers one message a trial`,
    { hint: CONVERSATIONAL[suite.agent.kind] },
  )
}

const CONVERSATIONAL: Readonly<Record<AgentRef['kind'], string>> = {
  reference: 'A reference agent holds conversations.',
  module:
    'Export `{ open(trial) { return { send(message) { … } } } }`, or use a reference agent (agent: ./agent.yaml).',
  command: 'Let it read a line of JSON a turn and set `io: jsonl`, or use a module or a reference agent.',
  http: `Tell its conversations apart with \${conversation} in \`body:\`, \`url:\` or \`headers:\`.`,
}
