/** How a trial reaches an agent, and what each way can do. */
import { PawlError } from '../errors.ts'
import { interceptModelCalls } from '../model/interceptor.ts'
import type { Fetch, WireContext } from '../model/wire.ts'
import type { Suite } from '../suite/index.ts'
import { moduleTarget } from './module.ts'
import { referenceTarget } from './reference.ts'
import type { Target } from './types.ts'

export type { AgentModule, ModuleReply, ModuleSession, Trial } from './module.ts'
export { ToolError } from './module.ts'
export type { Session, Target, TrialEnvironment } from './types.ts'

export interface TargetOptions {
  readonly context: WireContext
  readonly apiKey: string | null
  readonly baseUrl: string
  /** False in script and replay: nothing may leave this machine. */
  readonly network: boolean
}

export interface OpenTarget {
  readonly target: Target
  /** Reaches the provider itself, past any interception of the agent's calls. */
  readonly fetch: Fetch
}

/** Opens the way to the suite's agent. Throws `agent-unloadable`, `target-lacks`. */
export async function openTarget(suite: Suite, options: TargetOptions): Promise<OpenTarget> {
  const { context, apiKey, baseUrl, network } = options
  const { agent } = suite
  if (agent.kind === 'reference') {
    return { target: referenceTarget(agent.path, { fetch: context.fetch, apiKey, baseUrl }), fetch }
  }
  const interceptor = await interceptModelCalls({ context, baseUrl, network })
  try {
    const target = await moduleTarget(agent.path, { fetch: context.fetch, baseUrl, interceptor })
    requireTurns(suite, target)
    return { target, fetch: interceptor.fetch }
  } catch (error) {
    interceptor.close()
    throw error
  }
}

function requireTurns(suite: Suite, target: Target): void {
  if (target.capabilities.turns) return
  const conversation = suite.cases.find(({ turns }) => turns.length > 1)
  if (!conversation) return
  throw new PawlError(
    'target-lacks',
    `case ${conversation.id} has ${conversation.turns.length} turns, and the agent ${target.label} exports a function, which answers one message`,
    {
      hint: 'Export `{ open(trial) { return { send(message) { … } } } }`, or use a reference agent (agent: ./agent.yaml).',
    },
  )
}
