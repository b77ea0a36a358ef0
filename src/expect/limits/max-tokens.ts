import * as z from 'zod'
import { isJsonObject, type Usage } from '../../trajectory/index.ts'
import { field, wholeNumber } from '../field.ts'
import type { Expectation, Scene } from '../types.ts'
import { counted, isWithin, whyNoUsage } from './limit.ts'

/** The classes that providers price apart, and how much of each a call took. */
const CLASSES = {
  input: (usage: Usage) => usage.inputTokens,
  output: (usage: Usage) => usage.outputTokens,
  cache_read: (usage: Usage) => usage.cacheReadTokens,
  cache_write: (usage: Usage) => usage.cacheWrite5mTokens + usage.cacheWrite1hTokens,
} as const

type TokenClass = keyof typeof CLASSES | 'total'

const KEYS = [...(Object.keys(CLASSES) as (keyof typeof CLASSES)[]), 'total'] as const

const NAMES: Readonly<Record<TokenClass, string>> = {
  input: 'input token',
  output: 'output token',
  cache_read: 'cache read token',
  cache_write: 'cache write token',
  total: 'token',
}

const DESCRIPTION =
  'At most so many tokens, in and out, cached or not; or by class: { input, output, cache_read, cache_write, total } (input: what no cache held).'

interface TokenLimit {
  readonly of: TokenClass
  readonly max: number
}

const count = { type: 'integer', minimum: 0 }
const byClass = {
  type: 'object',
  properties: Object.fromEntries(KEYS.map((key) => [key, count])),
  minProperties: 1,
  additionalProperties: false,
}

const TOKENS = 'a whole number of tokens'

const limits = field<readonly TokenLimit[]>(
  { anyOf: [count, byClass], description: DESCRIPTION },
  (value, report) => {
    if (!isJsonObject(value)) {
      const max = wholeNumber(value, TOKENS, report)
      return max === undefined ? undefined : [{ of: 'total', max }]
    }
    const keys = Object.keys(value)
    if (keys.length === 0) return report({ code: 'cannot-fail', message: 'no class of tokens has a limit' })
    return keys.flatMap((key) => {
      const of = KEYS.find((each) => each === key)
      if (of === undefined) {
        const message = `there is no class of tokens ${JSON.stringify(key)}; there are ${KEYS.join(', ')}`
        report({ code: 'unknown-key', message, path: [key], candidates: KEYS })
        return []
      }
      const max = wholeNumber(value[key], TOKENS, report, [key])
      return max === undefined ? [] : [{ of, max }]
    })
  },
)

export const maxTokens: Expectation<readonly TokenLimit[]> = {
  name: 'max_tokens',
  schema: z
    .strictObject({ max_tokens: limits })
    .meta({ description: DESCRIPTION })
    .transform((item) => item.max_tokens),
  describe: (spec) =>
    `max_tokens ${spec.map(({ of, max }) => (of === 'total' ? `${max}` : `${of} ${max}`)).join(', ')}`,
  score: (spec, scene) => {
    const { tokens } = scene.measures
    if (tokens === null) {
      const reason = `the number of tokens is unknown: ${whyNoUsage(scene)}`
      return { score: 0, reason, events: [], unknown: true }
    }
    const counts = spec.map((limit) => ({ ...limit, value: tokensOf(limit.of, scene, tokens) }))
    const beyond = counts.filter(({ value, max }) => !isWithin(value, max))
    const shown = (beyond.length > 0 ? beyond : counts).map(
      ({ of, max, value }) => `${counted(value, NAMES[of])}, at most ${max} allowed`,
    )
    return { score: beyond.length > 0 ? 0 : 1, reason: shown.join('; '), events: [] }
  },
}

function tokensOf(of: TokenClass, { answers }: Scene, total: number): number {
  if (of === 'total') return total
  return answers.reduce((sum, { event }) => sum + (event.usage === null ? 0 : CLASSES[of](event.usage)), 0)
}
