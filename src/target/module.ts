import { basename } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { AgentReply, ToolBox } from '../agent/index.ts'
import { messageOf, PawlError } from '../errors.ts'
import { type Clock, createVirtualClock, inAgentTime } from '../model/clock.ts'
import { hashOf } from '../model/recording/blocks.ts'
import type { Fetch } from '../model/wire.ts'
import { moduleParts } from '../suite/module-parts.ts'
import type { Json, UserContent } from '../trajectory/index.ts'
import type { Host } from './host.ts'
import { ToolError } from './tool-error.ts'
import { createToolBox, toolNames } from './tools.ts'
import type { Session, Target, TrialEnvironment } from './types.ts'

/** What an agent module gets of a trial. */
export interface Trial {
  /** `case#trial`. */
  readonly id: string
  /** The user's first message. */
  readonly input: UserContent
  /** The suite's mocked tools by name. A tool that answers with an error throws ToolError. */
  readonly tools: Readonly<Record<string, (input: Json) => Promise<Json>>>
  /** Reaches the model as the run says: script, recording or the live one. */
  readonly fetch: Fetch
  /** The provider's address, for clients that want one. */
  readonly baseUrl: string
  readonly clock: Clock
  /** Seeded: the same trial draws the same numbers. In [0, 1). */
  readonly random: () => number
  /** Aborted when the trial's time is over. */
  readonly signal: AbortSignal
}

export type ModuleReply = string | { readonly output: string; readonly stopReason?: string }

export interface ModuleSession {
  send(message: UserContent): Promise<ModuleReply> | ModuleReply
  close?(): Promise<void> | void
}

/** What an agent module exports by default: a function for one message, or `open` for conversations. */
export type AgentModule =
  | ((trial: Trial) => Promise<ModuleReply> | ModuleReply)
  | { open(trial: Trial): Promise<ModuleSession> | ModuleSession }

export interface ModuleTargetOptions {
  readonly baseUrl: string
  /** True while this process waits for the outside world. */
  readonly isBusy: () => boolean
}

/** Intercepts the model calls of this process and loads the agent. Throws `agent-unloadable`. */
export async function openModule(path: string, host: Host): Promise<Target> {
  const { isBusy } = await host.intercept()
  return await moduleTarget(path, { baseUrl: host.upstreams.anthropic.baseUrl, isBusy })
}

/** An agent in TypeScript or JavaScript, in this process. Throws `agent-unloadable`. */
export async function moduleTarget(path: string, options: ModuleTargetOptions): Promise<Target> {
  const agent = await importAgent(path)
  const conversational = typeof agent !== 'function'
  const parts = moduleParts(path)
  return {
    capabilities: {
      turns: conversational,
      mockedTools: true,
      observedTools: false,
      correlated: true,
    },
    fingerprint: hashOf(parts).slice(0, 16),
    parts,
    label: basename(path),
    model: null,
    playedTime: () => createVirtualClock({ isBusy: options.isBusy }),
    async open(trial) {
      trial.source.know({ trial: trial.id })
      const given = givenTo(trial, options)
      const session = conversational ? openSession(agent, given) : oneMessage(agent, given)
      return inTimeOf(trial, session)
    },
    close: async () => {},
  }
}

async function importAgent(path: string): Promise<AgentModule> {
  const hint =
    'An agent module has `export default async (trial) => "answer"`, or `export default { open(trial) { … } }`.'
  let exported: Readonly<Record<string, unknown>>
  try {
    exported = (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>
  } catch (error) {
    const commonJs = /Unexpected token 'export'|Cannot use import statement/.test(messageOf(error))
    throw new PawlError('agent-unloadable', `the agent ${path} cannot be imported: ${messageOf(error)}`, {
      hint: commonJs ? 'Set "type": "module" in package.json, or name the file .mts or .mjs.' : hint,
      cause: error,
    })
  }
  const agent = exported['default'] ?? exported
  if (typeof agent === 'function' || opensSessions(agent)) return agent as AgentModule
  throw new PawlError(
    'agent-unloadable',
    `the agent ${path} exports neither a default function nor \`open\``,
    { hint },
  )
}

const opensSessions = (agent: unknown): boolean =>
  typeof agent === 'object' && agent !== null && 'open' in agent && typeof agent.open === 'function'

function givenTo(trial: TrialEnvironment, options: ModuleTargetOptions): (input: UserContent) => Trial {
  const box = createToolBox(trial)
  const tools = Object.fromEntries(toolNames(trial).map((name) => [name, callable(box, name)]))
  return (input) => ({
    id: trial.id,
    input,
    tools,
    // The trial's own: a queue that trials share would put it on the wire of whoever works the queue.
    fetch: trial.wire.fetch,
    baseUrl: options.baseUrl,
    clock: trial.clock,
    random: () => trial.random.next(),
    signal: trial.signal,
  })
}

function callable(box: ToolBox, name: string): (input: Json) => Promise<Json> {
  return async (input = {}) => {
    // Copies both ways: what the agent does to them later is not what was said.
    const { value: answered, isError } = await box.call(name, JSON.parse(JSON.stringify(input)) as Json, null)
    const value = structuredClone(answered)
    if (isError) throw new ToolError(typeof value === 'string' ? value : JSON.stringify(value))
    return value
  }
}

function oneMessage(
  agent: Extract<AgentModule, (trial: Trial) => unknown>,
  given: (input: UserContent) => Trial,
): Session {
  return { send: async (content) => checkedReply(await agent(given(content))), close: async () => {} }
}

/** The agent's session opens with the first message, so that `trial.input` is there. */
function openSession(
  agent: Extract<AgentModule, { open: unknown }>,
  given: (input: UserContent) => Trial,
): Session {
  let session: ModuleSession | null = null
  return {
    async send(content) {
      session ??= await agent.open(given(content))
      return checkedReply(await session.send(content))
    },
    close: async () => {
      await session?.close?.()
    },
  }
}

/** What the agent waits for by itself passes on the trial's clock where that is not the wall's. */
function inTimeOf({ clock: { agentTime } }: TrialEnvironment, session: Session): Session {
  return {
    send: (content) => inAgentTime(agentTime, () => session.send(content)),
    async close() {
      await inAgentTime(agentTime, session.close)
      agentTime?.close()
    },
  }
}

function checkedReply(reply: unknown): AgentReply {
  if (typeof reply === 'string') return { text: reply, stopReason: null }
  if (typeof reply === 'object' && reply !== null && 'output' in reply && typeof reply.output === 'string') {
    const stopReason = 'stopReason' in reply && typeof reply.stopReason === 'string' ? reply.stopReason : null
    return { text: reply.output, stopReason }
  }
  throw new TypeError(
    `expected the agent to answer with a string or { output: string }, found ${describe(reply)}`,
  )
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  return typeof value === 'object'
    ? `an object with ${Object.keys(value).join(', ') || 'no keys'}`
    : `a ${typeof value}`
}
