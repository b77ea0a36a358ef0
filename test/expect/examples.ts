import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import * as z from 'zod'
import type { Means } from '../../src/expect/types.ts'
import {
  type AssistantMessage,
  type Change,
  type ContentBlock,
  type Json,
  type Trajectory,
  type TrajectoryEvent,
  textOf,
} from '../../src/trajectory/index.ts'
import { answer, call, final, reply, trial, user } from './build.ts'

const EXAMPLES = join(import.meta.dirname, '../../fixtures/expectations')

const json = z.custom<Json>((value) => value !== undefined, 'expected a value')

/** What happens in a trial, a step each; the answer that ends a turn is its reply. */
const step = z.union([
  z.strictObject({ user: z.string() }),
  z.strictObject({
    call: z.record(z.string(), json),
    id: z.string().optional(),
    result: json.optional(),
    error: json.optional(),
    latencyMs: z.number().optional(),
    changes: z.array(z.custom<Change>()).optional(),
  }),
  z.strictObject({
    text: z.string(),
    content: z.array(z.custom<ContentBlock>()).optional(),
    stop_reason: z.string().optional(),
    model: z.string().optional(),
    usage: z.record(z.string(), z.number()).nullish(),
    latencyMs: z.number().optional(),
    ttftMs: z.number().optional(),
    request: z.record(z.string(), json).optional(),
  }),
  /** Any other event, as it is stored. */
  z.strictObject({ event: z.looseObject({ type: z.string() }) }),
])

export const exampleSchema = z.strictObject({
  about: z.string(),
  expect: z.record(z.string(), json),
  trial: z.array(step),
  /** What a judge answers, a vote each: its answer, or all of its verdict; `null` for a message without one. */
  verdicts: z.array(z.union([z.string(), z.record(z.string(), json), z.null()])).optional(),
  /** What a scorer returns. */
  returns: json.optional(),
  turn: z.int().optional(),
  holds: z.string().optional(),
  fails: z.string().optional(),
  unknown: z.string().optional(),
  /** 0..1, where it is neither. */
  score: z.number().optional(),
  events: z.array(z.int()),
})

export type Example = z.infer<typeof exampleSchema>
type Step = z.infer<typeof step>

/** What finds out what a trajectory does not tell: the recorded answers, each once. */
export function meansOf({ verdicts = [], returns }: Example): Means {
  const left = [...verdicts]
  return {
    ask: async () => {
      const verdict = left.shift()
      return verdict === undefined ? null : verdictMessage(verdict)
    },
    run: async () => returns,
  }
}

function verdictMessage(verdict: Json): AssistantMessage {
  if (verdict === null) return { role: 'assistant', content: [{ type: 'text', text: 'It is fine.' }] }
  const input = typeof verdict === 'string' ? { reason: 'because', verdict } : verdict
  return { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'verdict', input }] }
}

export const readExamples = (name: string): readonly Example[] =>
  z.array(exampleSchema).parse(parse(readFileSync(join(EXAMPLES, `${name}.yaml`), 'utf8')))

export const exampleFiles = (): readonly string[] =>
  readdirSync(EXAMPLES).map((file) => file.replace(/\.yaml$/, ''))

/** Each turn ends with its last text as the reply, and the trial with the final output. */
export function trajectoryOf(steps: readonly Step[]): Trajectory {
  const events: TrajectoryEvent[] = []
  let turn = 0
  let said: string | null = null
  const endTurn = () => {
    if (said !== null) events.push(reply(said, turn))
  }
  for (const each of steps) {
    if ('user' in each) {
      endTurn()
      said = null
      events.push(user(each.user, ++turn))
    } else if ('text' in each) {
      said = each.text
      events.push(answerOf(each, turn))
    } else if ('call' in each) events.push(callOf(each, turn))
    else events.push({ turn, atMs: null, ...each.event } as unknown as TrajectoryEvent)
  }
  endTurn()
  if (said !== null) events.push(final(said, turn))
  return trial(events)
}

function answerOf(given: Extract<Step, { text: string }>, turn: number): TrajectoryEvent {
  const { text, content, stop_reason = 'end_turn', model, usage, latencyMs, ttftMs, request } = given
  const blocks = content ?? [{ type: 'text', text }]
  if (content && textOf(content) !== text) throw new Error(`the blocks do not say ${JSON.stringify(text)}`)
  return answer(text, {
    turn,
    response: { role: 'assistant', content: blocks, stop_reason },
    ...(model === undefined ? {} : { model }),
    ...(usage === undefined ? {} : { usage: usage && { ...NO_TOKENS, ...usage } }),
    ...(latencyMs === undefined ? {} : { latencyMs }),
    ...(ttftMs === undefined ? {} : { ttftMs }),
    ...(request === undefined ? {} : { request }),
  })
}

const NO_TOKENS = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
}

function callOf(given: Extract<Step, { call: object }>, turn: number): TrajectoryEvent {
  const [[name, input = {}] = ['', {}]] = Object.entries(given.call)
  const status = given.error !== undefined ? 'error' : given.result !== undefined ? 'ok' : 'unanswered'
  return call(name, input, {
    turn,
    id: given.id ?? null,
    result: given.error ?? given.result ?? null,
    status,
    latencyMs: given.latencyMs ?? null,
    ...(given.changes === undefined ? {} : { changes: given.changes }),
  })
}
