import { type AssistantMessage, isJsonObject, type Json, type JsonObject } from '../../trajectory/index.ts'
import { field, nameValue } from '../field.ts'
import { answerNamed, CANNOT_TELL, type Scale } from './scale.ts'
import { VERDICT_TOOL } from './verdict-tool.ts'

/** What a judge says in a run on scripts. */
export interface ScriptedVote {
  readonly verdict: string
  readonly reason: string
  readonly usage: JsonObject | null
}

const DESCRIPTION = "The judge's replies in runs on scripts, one for each vote: its answer, or with a reason."

export const scriptField = field<readonly unknown[]>(
  {
    type: 'array',
    minItems: 1,
    items: {
      anyOf: [
        { type: ['string', 'number'] },
        {
          type: 'object',
          properties: {
            choice: { type: 'string' },
            score: { type: 'integer' },
            reason: { type: 'string' },
            usage: {
              type: 'object',
              properties: { input: { type: 'integer' }, output: { type: 'integer' } },
            },
          },
        },
      ],
    },
    description: DESCRIPTION,
  },
  (value, report) => {
    if (Array.isArray(value) && value.length > 0) return value
    return report({ code: 'wrong-type', message: `expected a list of replies, found ${nameValue(value)}` })
  },
)

const REPLY_KEYS = ['choice', 'score', 'reason', 'usage']

/** A reply as it is written; `null` where it is none of this scale. */
export function voteOf(written: unknown, scale: Scale): ScriptedVote | null {
  const reply = isJsonObject(written) ? written : { choice: written as Json }
  const { choice, score, reason = 'as scripted', usage } = reply
  if (Object.keys(reply).some((key) => !REPLY_KEYS.includes(key))) return null
  const said = choice ?? score
  const verdict = typeof said === 'number' ? String(said) : said
  if (typeof verdict !== 'string' || typeof reason !== 'string') return null
  if (verdict !== CANNOT_TELL && answerNamed(verdict, scale) === null) return null
  const tokens = usage === undefined ? null : tokensOf(usage)
  return usage !== undefined && tokens === null ? null : { verdict, reason, usage: tokens }
}

/** Tokens as scripts write them, as the provider does; `null` where they are none. */
function tokensOf(usage: Json): JsonObject | null {
  const { input, output, ...others } = isJsonObject(usage) ? usage : {}
  if (!isCount(input) || !isCount(output) || Object.keys(others).length > 0) return null
  return { input_tokens: input, output_tokens: output }
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0

/** The reply as the model would have sent it. */
export function messageOf({ verdict, reason, usage }: ScriptedVote, model: string): AssistantMessage {
  const input = { reason, evidence: [], verdict }
  return {
    type: 'message',
    role: 'assistant',
    model,
    content: [{ type: 'tool_use', id: 'toolu_judge', name: VERDICT_TOOL, input }],
    stop_reason: 'tool_use',
    ...(usage === null ? {} : { usage }),
  }
}
