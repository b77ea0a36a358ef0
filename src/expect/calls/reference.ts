import { messageOf } from '../../errors.ts'
import { assistantMessage, userParts } from '../../model/transcript-message.ts'
import { type ContentBlock, isJsonObject, own } from '../../trajectory/index.ts'
import type { Report } from '../field.ts'
import { checkArgsPattern } from '../match/check.ts'
import { type Counts, ONCE } from './counts.ts'
import { type CallEntry, parseEntry } from './entry.ts'
import type { Wanted } from './list.ts'

/** How the arguments of a reference are held against those of a call. */
export type ReferenceArgs = 'exact' | 'partial' | 'ignore'

/** Calls that were made together, in answer to one request. */
export interface ReferenceStep {
  /** From 1; `null` where the reference has no turns. */
  readonly turn: number | null
  readonly entries: readonly Wanted[]
}

export interface Reference {
  readonly steps: readonly ReferenceStep[]
  /** How many messages of the user it has; `null` for a list of calls alone. */
  readonly turns: number | null
}

export interface ReferenceOptions {
  readonly args: ReferenceArgs
  /** Whether calls of the reference may be left out. */
  readonly missing: 'allow' | 'deny'
}

/** The calls of a list of messages, in Anthropic's or OpenAI's format, or of a list of calls. */
export function parseReference(
  list: readonly unknown[],
  options: ReferenceOptions,
  report: Report,
): Reference {
  return list.some(isMessage) ? fromMessages(list, options, report) : fromCalls(list, options, report)
}

/** True for a message of a transcript, false for a call. */
export const isMessage = (value: unknown): boolean =>
  isJsonObject(value) && typeof own(value, 'role') === 'string'

function fromCalls(list: readonly unknown[], options: ReferenceOptions, report: Report): Reference {
  const steps = list.flatMap((item, index): ReferenceStep[] => {
    const entry = parseEntry(item, [index], report)
    if (entry === undefined) return []
    // What an entry says of itself comes before what holds for all.
    const isOwn = isJsonObject(item) && own(item, 'match') !== undefined
    return [{ turn: null, entries: [wanted(isOwn ? entry : withArgs(entry, options), options)] }]
  })
  return { steps, turns: null }
}

function fromMessages(list: readonly unknown[], options: ReferenceOptions, report: Report): Reference {
  const steps: ReferenceStep[] = []
  let turn = 0
  for (const [index, message] of list.entries()) {
    try {
      if (!isJsonObject(message)) throw new Error('expected a message with a role, as the others have')
      if (message['role'] === 'user' && userParts(message['content'], '').content !== null) turn++
      if (message['role'] !== 'assistant') continue
      const calls = assistantMessage(message, '').content.filter(({ type }) => type === 'tool_use')
      const entries = calls.map((block) => wanted(entryOf(block, options, index, report), options))
      if (entries.length > 0) steps.push({ turn, entries })
    } catch (error) {
      report({ code: 'invalid-value', message: messageOf(error), path: [index] })
    }
  }
  return { steps, turns: turn }
}

/** The arguments of a message are patterns too, so what begins with `$` must be a matcher. */
function entryOf(block: ContentBlock, options: ReferenceOptions, index: number, report: Report): CallEntry {
  const tool = String(block['name'])
  const input = block['input']
  if (!isJsonObject(input)) {
    report({ code: 'invalid-value', message: `the arguments of ${tool} are no JSON object`, path: [index] })
    return { tool, args: null, match: 'partial' }
  }
  for (const { code, message, candidates } of checkArgsPattern(input)) {
    report({ code, message: `in a call of ${tool}: ${message}`, path: [index], candidates })
  }
  return withArgs({ tool, args: input, match: 'exact' }, options)
}

function withArgs(entry: CallEntry, { args }: ReferenceOptions): CallEntry {
  if (args === 'ignore') return { ...entry, args: null, match: 'partial' }
  return entry.args === null ? entry : { ...entry, match: args }
}

const AT_MOST_ONCE: Counts = { least: 0, most: 1, stated: false }

const wanted = (entry: CallEntry, { missing }: ReferenceOptions): Wanted => ({
  kind: 'wanted',
  alternatives: [entry],
  counts: missing === 'allow' ? AT_MOST_ONCE : ONCE,
})
