import type { Script, ScriptReply } from '../model/script.ts'
import type { ContentBlock, JsonObject, Usage } from '../trajectory/index.ts'
import type { AgentTools } from './agent-tools.ts'
import type { Problem } from './problem.ts'
import type { CallFile, ReplyFile, ScriptFile, UsageFile } from './schema.ts'
import { suggestion } from './suggest.ts'

/** A list of replies, or of the variants' replies, with the path to it from the script. */
interface Part {
  readonly weight: number
  readonly replies: readonly ReplyFile[]
  readonly path: readonly (string | number)[]
}

function partsOf(script: ScriptFile): Part[] {
  if (Array.isArray(script)) return [{ weight: 1, replies: script, path: [] }]
  if ('replies' in script) return [{ weight: 1, replies: script.replies, path: ['replies'] }]
  return script.variants.map(({ weight, replies }, index) => ({
    weight,
    replies,
    path: ['variants', index, 'replies'],
  }))
}

/** The script as the player takes it. Tool calls get ids that are the same in every run: `toolu_<reply>_<call>`. */
export function buildScript(script: ScriptFile): Script {
  return {
    variants: partsOf(script).map(({ weight, replies }) => ({ weight, replies: replies.map(buildReply) })),
  }
}

function buildReply(reply: ReplyFile, index: number): ScriptReply {
  const calls = callsOf(reply)
  const content: ContentBlock[] = []
  if (reply.thinking !== undefined)
    content.push({ type: 'thinking', thinking: reply.thinking, signature: '' })
  if (reply.text) content.push({ type: 'text', text: reply.text })
  for (const [number, call] of calls.entries()) {
    content.push({ type: 'tool_use', id: `toolu_${index}_${number}`, ...nameAndInput(call) })
  }
  return {
    content,
    stopReason: reply.stop_reason ?? (calls.length > 0 ? 'tool_use' : 'end_turn'),
    model: reply.model ?? null,
    usage: reply.usage ? buildUsage(reply.usage) : null,
    latencyMs: reply.latency ?? null,
    ttftMs: reply.ttft ?? null,
  }
}

const callsOf = (reply: ReplyFile): readonly CallFile[] =>
  reply.calls ?? (reply.call === undefined ? [] : [reply.call])

function nameAndInput(call: CallFile): { readonly name: string; readonly input: JsonObject } {
  if (typeof call === 'string') return { name: call, input: {} }
  const [name = '', input = {}] = Object.entries(call)[0] ?? []
  return { name, input }
}

function buildUsage(usage: UsageFile): Usage {
  return {
    inputTokens: usage.input,
    outputTokens: usage.output,
    cacheReadTokens: usage.cache_read ?? 0,
    cacheWrite5mTokens: usage.cache_write_5m ?? 0,
    cacheWrite1hTokens: usage.cache_write_1h ?? 0,
  }
}

/** The tools that a script may call. */
export interface CallableTools {
  /** Those that the agent has; `null` where nobody knows. */
  readonly declared: AgentTools | null
  /** Those that a mock of the suite or the case answers; `null` where nobody knows. */
  readonly mocked: ReadonlySet<string> | null
}

/** What a schema cannot say about a script; paths begin at the script. */
export function checkScript(script: ScriptFile, callable: CallableTools): Problem[] {
  return partsOf(script).flatMap(({ replies, path }) =>
    replies.flatMap((reply, index) =>
      [...checkReply(reply), ...checkTools(reply, callable)].map((problem) => ({
        ...problem,
        path: [...path, index, ...problem.path],
      })),
    ),
  )
}

function checkReply(reply: ReplyFile): Problem[] {
  if (reply.call !== undefined && reply.calls !== undefined) {
    const message = 'a reply has either "call" or "calls"'
    return [
      {
        code: 'conflicting-keys',
        path: ['calls'],
        point: 'key',
        message,
        hint: 'put all of them in "calls"',
      },
    ]
  }
  if (reply.text === undefined && reply.thinking === undefined && callsOf(reply).length === 0) {
    const message = 'the reply says nothing and calls nothing: expected "text", "call" or "calls"'
    return [{ code: 'missing-key', path: [], message, hint: 'an empty answer is written text: ""' }]
  }
  return callsWithPaths(reply).flatMap(([call, path]) => checkCall(call, path))
}

function callsWithPaths(reply: ReplyFile): [CallFile, Problem['path']][] {
  if (reply.calls) return reply.calls.map((call, index) => [call, ['calls', index]])
  return reply.call === undefined ? [] : [[reply.call, ['call']]]
}

function checkCall(call: CallFile, path: Problem['path']): Problem[] {
  if (typeof call === 'string') return []
  const names = Object.keys(call)
  if (names.length === 1) return []
  const message = `expected one tool with its arguments, found ${names.length === 0 ? 'none' : names.join(', ')}`
  return [{ code: 'invalid-value', path, message, hint: 'several calls at once go into the list "calls"' }]
}

/** Calling a tool that is not there may be what the case is about, so it is only told. */
function checkTools(reply: ReplyFile, { declared, mocked }: CallableTools): Problem[] {
  if (declared === null) return []
  return callsWithPaths(reply).flatMap(([call, path]): Problem[] => {
    const { name } = nameAndInput(call)
    const place =
      typeof call === 'string'
        ? ({ path, point: 'value' } as const)
        : ({ path: [...path, name], point: 'key' } as const)
    if (name !== '' && !declared.has(name)) {
      const message = `the script calls "${name}", which the agent does not declare`
      return [
        { code: 'script-unknown-tool', ...place, message, hint: suggestion(name, [...declared.keys()]) },
      ]
    }
    if (name === '' || mocked === null || mocked.has(name)) return []
    const message = `the script calls "${name}", which no mock answers: the trial will end as an error`
    const hint = `add a rule under  tools:  such as  ${name}: [ return: {} ]`
    return [{ code: 'script-unmocked-tool', ...place, message, hint }]
  })
}
