import type { PriceTable } from '../model/prices.ts'
import { type AgentReading, readAgent, unreadableModule } from './agent.ts'
import { type AgentTools, toolsOf } from './agent-tools.ts'
import { nearbyFile } from './nearby.ts'
import type { Problem } from './problem.ts'
import type { SuiteFile } from './schema.ts'
import { NO_SUCH_FILE } from './source.ts'
import type { AgentRef } from './types.ts'

export interface ResolvedAgent {
  readonly ref: AgentRef | null
  /** The tools it has; `null` where they cannot be known. */
  readonly declared: AgentTools | null
  /** Mistakes in the suite. */
  readonly problems: readonly Problem[]
  /** The agent's own file, with its mistakes. */
  readonly file: AgentReading | null
}

type Locate = (reference: string) => { readonly path: string; readonly display: string }

/** The agent that a suite names, looked up; `undefined` where the suite names none that is right. */
export function readAgentRef(
  agent: SuiteFile['agent'] | undefined,
  prices: PriceTable,
  locate: Locate,
): ResolvedAgent {
  if (agent === undefined) return unknownAgent([])
  if (typeof agent !== 'string') {
    const { path, display } = locate(agent.module)
    const reason = unreadableModule(path)
    if (reason === null) return { ...unknownAgent([]), ref: { kind: 'module', path } }
    return unknownAgent([
      unreadable(['agent', 'module'], { display, reason, hint: nearbyFile(path, agent.module) }),
    ])
  }
  if (/\.[cm]?[jt]s$/.test(agent)) return unknownAgent([codeAsConfig(agent)])
  const { path, display } = locate(agent)
  const file = readAgent(path, display, prices)
  if ('reason' in file)
    return unknownAgent([
      unreadable(['agent'], { display, reason: file.reason, hint: nearbyFile(path, agent) }),
    ])
  const declared = file.config === null ? null : toolsOf(file.config)
  return { ref: { kind: 'reference', path }, declared, problems: [], file }
}

const unknownAgent = (problems: readonly Problem[]): ResolvedAgent => ({
  ref: null,
  declared: null,
  problems,
  file: null,
})

interface Unreadable {
  readonly display: string
  readonly reason: string
  readonly hint: string | null
}

const unreadable = (path: Problem['path'], { display, reason, hint }: Unreadable): Problem => ({
  code: 'agent-unreadable',
  path,
  message: `cannot read the agent ${display}: ${reason}`,
  hint: reason === NO_SUCH_FILE ? hint : null,
})

const codeAsConfig = (agent: string): Problem => ({
  code: 'invalid-value',
  path: ['agent'],
  message: `expected the reference agent's YAML file, found the program ${JSON.stringify(agent)}`,
  hint: `write  agent: { module: ${agent} }`,
})
