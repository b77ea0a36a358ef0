/** How a trial reaches an agent, and what each way can do. */
import { PawlError } from '../errors.ts'
import type { Fetch, WireContext } from '../model/wire.ts'
import type { Suite } from '../suite/index.ts'
import type { Target } from './types.ts'

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
  // Each kind brings heavy packages (the provider's SDK; msw) and is loaded when a suite has such an agent.
  if (agent.kind === 'reference') {
    const { referenceTarget } = await import('./reference.ts')
    return { target: referenceTarget(agent.path, { fetch: context.fetch, apiKey, baseUrl }), fetch }
  }
  const { interceptModelCalls, moduleTarget } = await import('./module.ts')
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

/** The model that the suite's agent is configured for; `null` where only the agent knows. */
export async function configuredModel({ agent }: Suite): Promise<string | null> {
  if (agent.kind === 'module') return null
  const { referenceModel } = await import('./reference.ts')
  return referenceModel(agent.path)
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
