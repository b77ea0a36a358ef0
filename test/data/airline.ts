// Converts the published airline conversations into transcripts that `pawl import` reads, and writes the suite
// that the published rule amounts to: the successful write calls are exactly the expected ones, and every
// expected string is said in some turn.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import type { JsonObject } from '../../src/trajectory/index.ts'

export const DATA = fileURLToPath(new URL('../../../shared/data', import.meta.url))
export const absent = (folder: string): boolean => !existsSync(join(DATA, folder))

const WRITE_TOOLS = [
  'book_reservation',
  'cancel_reservation',
  'send_certificate',
  'update_reservation_flights',
  'update_reservation_baggages',
  'update_reservation_passengers',
]

interface Action {
  readonly name: string
  readonly args: JsonObject
}

interface Conversation {
  readonly case: string
  readonly trial: number
  readonly messages: readonly JsonObject[]
  readonly calls?: readonly { readonly usage: JsonObject; readonly latencyMs: number }[]
  readonly outcome: 'pass' | 'fail'
  readonly users: readonly string[]
  readonly actions: readonly Action[]
  readonly outputs: readonly string[]
}

export interface AirlineRun {
  readonly conversations: readonly Conversation[]
  readonly agent: JsonObject
}

export interface Written {
  readonly transcripts: string
  readonly suite: string
}

/** Writes transcripts, agent and suite into a folder. */
export function writeAirline(run: AirlineRun, dir: string, name: string): Written {
  mkdirSync(dir, { recursive: true })
  const lines = run.conversations.map(({ case: id, trial, messages, calls, outcome }) =>
    JSON.stringify({ case: id, trial, messages, calls, outcome }),
  )
  const transcripts = join(dir, `${name}.jsonl`)
  writeFileSync(transcripts, `${lines.join('\n')}\n`)
  writeFileSync(join(dir, `${name}.agent.yaml`), stringify(run.agent))
  const suite = join(dir, `${name}.eval.yaml`)
  writeFileSync(suite, stringify(suiteOf(run, name)))
  return { transcripts, suite }
}

function suiteOf({ conversations }: AirlineRun, name: string): JsonObject {
  const cases = [...Map.groupBy(conversations, (conversation) => conversation.case).values()].map(
    (trials) => {
      const [first] = trials
      if (!first) throw new Error('a group is never empty')
      return {
        id: first.case,
        trials: trials.length,
        turns: first.users.map((user) => ({ user })),
        expect: expectationsOf(first),
      }
    },
  )
  return {
    suite: name,
    agent: `./${name}.agent.yaml`,
    responses: 'replay',
    timeout: '10m',
    assert: ['success_rate >= 30%'],
    cases,
  } as unknown as JsonObject
}

function expectationsOf({ actions, outputs }: Conversation): JsonObject[] {
  const writes = actions.filter(({ name }) => WRITE_TOOLS.includes(name))
  const list = writes.map(({ name, args }) => ({ tool: name, args, match: 'exact' }))
  const calls = { calls: { order: 'any_order', extra: 'deny', among: WRITE_TOOLS, status: 'ok', list } }
  const said = { contains: outputs, ignore: ['case', 'commas'], on: 'any_message' }
  return (outputs.length > 0 ? [calls, said] : [calls]) as unknown as JsonObject[]
}

const readLines = (path: string): JsonObject[] =>
  readFileSync(join(DATA, path), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as JsonObject)

const readMeta = (path: string) =>
  JSON.parse(readFileSync(join(DATA, path), 'utf8')) as { system: string; tools: JsonObject[] }

/** A part of the official judgement, as an item of `expect:`, and what it says. */
export interface OfficialCheck {
  readonly item: JsonObject
  readonly met: boolean
}

export interface CheckedTrial {
  readonly transcript: JsonObject
  readonly actions: readonly OfficialCheck[]
  readonly communicated: readonly OfficialCheck[]
}

interface ClaudeAction {
  readonly name: string
  readonly arguments: JsonObject
  /** The arguments that are looked at; `null` for all. */
  readonly compare_args: readonly string[] | null
  readonly official_match: boolean
}

/** The official check of every expected action, of whatever tool, and of every string to be communicated. */
export function claudeChecks(): readonly CheckedTrial[] {
  const lines = readLines('airline-claude/transcripts.jsonl') as unknown as ClaudeLine[]
  return lines.map(({ task_id, trial, turns, expected }) => ({
    transcript: { case: `task-${task_id}`, trial, messages: claudeMessages(turns) },
    actions: expected.actions.map((action) => ({ item: actionItem(action), met: action.official_match })),
    communicated: expected.communicate.flatMap((each) =>
      typeof each === 'string'
        ? []
        : [
            {
              item: { contains: each.info, ignore: ['case', 'commas'], on: 'any_message' },
              met: each.official_met,
            },
          ],
    ),
  }))
}

function actionItem({ name, arguments: args, compare_args: names }: ClaudeAction): JsonObject {
  const entry =
    names === null
      ? { tool: name, args, match: 'exact' }
      : { tool: name, args: Object.fromEntries(names.map((key) => [key, args[key] ?? null])) }
  return { calls: { list: [entry] } }
}

interface ClaudeLine {
  readonly task_id: string
  readonly trial: number
  readonly turns: readonly ClaudeTurn[]
  readonly expected: {
    readonly reward: number
    readonly actions: readonly ClaudeAction[]
    readonly communicate: readonly (string | { readonly info: string; readonly official_met: boolean })[]
  }
}

interface ClaudeTurn {
  readonly kind: 'greeting' | 'user' | 'llm' | 'tool_result'
  readonly text: string
  readonly latency_s: number
  readonly response: JsonObject & { readonly usage: JsonObject }
  readonly tool_use_id: string
  readonly content: string
  readonly is_error: boolean
}

/** The 50 conversations of claude-sonnet-4-5, in Anthropic's message format. */
export function claudeAirline(): AirlineRun {
  const { system, tools } = readMeta('airline-claude/meta.json')
  const lines = readLines('airline-claude/transcripts.jsonl') as unknown as ClaudeLine[]
  const conversations = lines.map((line) => ({
    case: `task-${line.task_id}`,
    trial: line.trial,
    messages: claudeMessages(line.turns),
    calls: line.turns
      .filter(({ kind }) => kind === 'llm')
      .map(({ response, latency_s }) => ({ usage: response.usage, latencyMs: latency_s * 1000 })),
    outcome: line.expected.reward === 1 ? ('pass' as const) : ('fail' as const),
    users: line.turns.filter(({ kind }) => kind === 'user').map(({ text }) => text),
    actions: line.expected.actions.map(({ name, arguments: args }) => ({ name, args })),
    outputs: line.expected.communicate.map((each) => (typeof each === 'string' ? each : each.info)),
  }))
  const agent = { model: 'claude-sonnet-4-5-20250929', system, temperature: 0, stream: false, tools }
  return { conversations, agent: agent as unknown as JsonObject }
}

/** Results of parallel calls travel in one message. */
function claudeMessages(turns: readonly ClaudeTurn[]): JsonObject[] {
  const messages: { role: string; content: JsonObject[] | string; model?: unknown; stop_reason?: unknown }[] =
    []
  let results: JsonObject[] | null = null
  for (const turn of turns) {
    if (turn.kind !== 'tool_result') results = null
    if (turn.kind === 'greeting') messages.push({ role: 'assistant', content: turn.text })
    if (turn.kind === 'user') messages.push({ role: 'user', content: turn.text })
    if (turn.kind === 'llm') messages.push(turn.response as never)
    if (turn.kind === 'tool_result') {
      const { tool_use_id, content, is_error } = turn
      if (results === null) {
        results = []
        messages.push({ role: 'user', content: results })
      }
      results.push({ type: 'tool_result', tool_use_id, content, is_error })
    }
  }
  return messages as unknown as JsonObject[]
}

interface Gpt4oLine {
  readonly task_id: number
  readonly trial: number
  readonly reward: number
  readonly messages: readonly JsonObject[]
  readonly expected_actions: readonly { readonly name: string; readonly kwargs: JsonObject }[]
  readonly expected_outputs: readonly string[]
}

/** 50 tasks × 4 trials of gpt-4o, in OpenAI's message format. */
export function gpt4oAirline(): AirlineRun {
  const lines = readLines('airline-gpt4o/transcripts.jsonl') as unknown as Gpt4oLine[]
  const conversations = lines.map((line) => ({
    case: `task-${line.task_id}`,
    trial: line.trial,
    messages: line.messages,
    outcome: line.reward === 1 ? ('pass' as const) : ('fail' as const),
    users: line.messages.filter(({ role }) => role === 'user').map(({ content }) => String(content)),
    actions: line.expected_actions.map(({ name, kwargs: args }) => ({ name, args })),
    outputs: line.expected_outputs,
  }))
  const { system, tools } = readMeta('airline-gpt4o/meta.json')
  const declared = tools.map((tool) => {
    const { name, description, parameters } = (tool['function'] ?? tool) as JsonObject
    return { name, description, input_schema: parameters } as unknown as JsonObject
  })
  return { conversations, agent: { model: 'claude-haiku-4-5', system, max_iterations: 50, tools: declared } }
}

/** Every trial a case of its own: a simulated user says something else each time. */
export function trialsAsCases({ conversations, agent }: AirlineRun): AirlineRun {
  const apart = conversations.map((each) => ({ ...each, case: `${each.case}-${each.trial}`, trial: 0 }))
  return { conversations: apart, agent }
}
