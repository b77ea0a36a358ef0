import type { PriceTable } from '../model/prices.ts'
import { isJsonObject, type Json, own } from '../trajectory/index.ts'
import { type AgentReading, readAgent } from './agent.ts'
import { type Locate, type Resolved, resolvePath } from './agent-paths.ts'
import { type AgentTools, toolsOf } from './agent-tools.ts'
import { readCommand } from './command-agent.ts'
import { readHttp } from './http-agent.ts'
import { nearbyFile } from './nearby.ts'
import { type Problem, under } from './problem.ts'
import type { SuiteFile } from './schema.ts'
import { NO_SUCH_FILE } from './source.ts'
import type { AgentRef } from './types.ts'

export interface ResolvedAgent {
  /** `null` where its form has mistakes. */
  readonly ref: AgentRef | null
  /** The tools it has; `null` where they cannot be known. */
  readonly declared: AgentTools | null
  /** Mistakes in the suite, beside those of its form. */
  readonly problems: readonly Problem[]
  /** The agent's own file, with its mistakes. */
  readonly file: AgentReading | null
}

/**
 * The agent that a suite names, looked up.
 * @param agent `undefined` where its form has mistakes; what is right of it is looked up all the same
 * @param written as it stands in the file
 */
export function readAgentRef(
  agent: SuiteFile['agent'] | undefined,
  written: Json | undefined,
  prices: PriceTable,
  locate: Locate,
): ResolvedAgent {
  if (typeof agent === 'string') return readReference(agent, prices, locate)
  const { value, problems } = readForm(written ?? null, locate)
  return { ...UNKNOWN, ref: agent === undefined ? null : value, problems: under(['agent'], problems) }
}

const UNKNOWN: ResolvedAgent = { ref: null, declared: null, problems: [], file: null }

/** An agent that is written as a mapping; `null` for one of no known form. */
function readForm(written: Json, locate: Locate): Resolved<AgentRef | null> {
  if (!isJsonObject(written)) return { value: null, problems: [] }
  const module = own(written, 'module')
  if (typeof module === 'string' && module !== '') return readModule(module, locate)
  const http = own(written, 'http') ?? null
  if (isJsonObject(http)) return readHttp(http, locate)
  if (own(written, 'command') === undefined) return { value: null, problems: [] }
  return readCommand(written, locate)
}

function readModule(module: string, locate: Locate): Resolved<AgentRef> {
  const part = { what: 'the agent', kind: 'file', at: ['module'] } as const
  const { value, problems } = resolvePath(module, part, locate)
  return { value: { kind: 'module', path: value }, problems }
}

function readReference(agent: string, prices: PriceTable, locate: Locate): ResolvedAgent {
  if (/\.(?:[cm]?[jt]s|py)$/.test(agent)) return { ...UNKNOWN, problems: [codeAsConfig(agent)] }
  const { path, display } = locate(agent)
  const file = readAgent(path, display, prices)
  if ('reason' in file) {
    const message = `cannot read the agent ${display}: ${file.reason}`
    const hint = file.reason === NO_SUCH_FILE ? nearbyFile(path, agent) : null
    return { ...UNKNOWN, problems: [{ code: 'agent-unreadable', path: ['agent'], message, hint }] }
  }
  const declared = file.config === null ? null : toolsOf(file.config)
  return { ref: { kind: 'reference', path }, declared, problems: [], file }
}

const codeAsConfig = (agent: string): Problem => ({
  code: 'invalid-value',
  path: ['agent'],
  message: `expected the reference agent's YAML file, found the program ${JSON.stringify(agent)}`,
  hint: `write  agent: { ${/s$/.test(agent) ? `module: ${agent}` : `command: [ python3, ${agent} ]`} }`,
})
