import * as z from 'zod'
import { agentSchema } from './agent-schema.ts'
import { faults } from './faults.ts'
import {
  days,
  dollars,
  duration,
  isoDate,
  json,
  jsonObject,
  name,
  share,
  timeLimit,
  userContent,
} from './fields.ts'
import { normalize } from './normalize.ts'

/** The suite file, key by key. What spans several keys is checked in the files that build the suite. */

const trials = z.int().min(1)
const tags = z.array(z.string().min(1))

const path = z.string().min(1)

const rule = z.strictObject({
  when: jsonObject
    .optional()
    .meta({ description: 'Arguments to match; those not named are free. Absent: any call.' }),
  if: jsonObject.optional().meta({
    description: 'What the world must be: paths such as orders.{{order_id}}.status, each with its pattern.',
  }),
  set: jsonObject.optional().meta({ description: 'Paths into the world, each with its new value.' }),
  append: jsonObject.optional().meta({ description: 'Paths to lists of the world, each with what to add.' }),
  delete: z
    .union([path, z.array(path).min(1)])
    .optional()
    .meta({ description: 'A path of the world, or several, to take out.' }),
  return: json.optional().meta({
    description: 'What the tool answers; {{argument}} is that of the call, { $read: path } reads the world.',
  }),
  error: z.string().min(1).optional().meta({ description: 'The error the tool answers with.' }),
  latency: duration.optional().meta({ description: 'How long the tool takes, such as 80ms.' }),
})

const rules = z
  .record(z.string().min(1), z.array(rule).min(1))
  .meta({ description: 'Mocked tools; the first rule that matches the arguments and the world answers.' })

const tools = z.union([rules, path.meta({ description: 'A module of tools, such as ./tools.ts.' })])

const state = jsonObject.meta({
  description: 'The world at the start of each trial, which mocked tools read and change.',
})

const tokens = z.int().min(0)

const usage = z
  .strictObject({
    input: tokens,
    output: tokens,
    cache_read: tokens.optional(),
    cache_write_5m: tokens.optional(),
    cache_write_1h: tokens.optional(),
  })
  .meta({ description: 'Tokens of the call; unknown when left out.' })

const STOP_REASONS = [
  'end_turn',
  'max_tokens',
  'stop_sequence',
  'tool_use',
  'pause_turn',
  'refusal',
  'model_context_window_exceeded',
] as const

const call = z.union([z.string().min(1), z.record(z.string().min(1), jsonObject)])

const reply = z.strictObject({
  thinking: z.string().optional(),
  text: z.string().optional().meta({ description: 'What the model says; "" says nothing.' }),
  call: call.optional().meta({ description: 'One tool call: its name, or { name: arguments }.' }),
  calls: z.array(call).min(1).optional().meta({ description: 'Tool calls made in parallel.' }),
  usage: usage.optional(),
  latency: duration.optional().meta({ description: 'Until the reply was complete, such as 900ms.' }),
  ttft: duration.optional().meta({ description: 'Until the first token of a streamed reply.' }),
  stop_reason: z.enum(STOP_REASONS).optional(),
  model: z.string().min(1).optional(),
})

const replies = z.array(reply)

const variant = z.strictObject({
  weight: z.number().positive().default(1).meta({ description: 'How often it is drawn, beside the others.' }),
  replies,
})

const script = z
  .union([replies, z.strictObject({ replies }), z.strictObject({ variants: z.array(variant).min(1) })])
  .meta({ description: "The model's replies, in order; or variants of them, drawn by the trial's seed." })

const knownFailing = z.strictObject({
  reason: z.string().min(1),
  until: isoDate.optional().meta({ description: 'The last day on which it may fail.' }),
})

/** A shorthand is checked as the expectation it stands for; here it is described to editors. */
const shorthand = (schema: Readonly<Record<string, unknown>>) => json.optional().meta({ ...schema })

const textOrTexts = { anyOf: [{ type: 'string' }, { type: 'array', minItems: 1, items: { type: 'string' } }] }

/** @param expectation schema of an item of `expect:`; the loader checks items on their own */
export function caseSchema<E extends z.ZodType>(expectation: E) {
  const expect = z.array(expectation).meta({ description: 'What must hold in every trial.' })
  return z.strictObject({
    id: name.meta({ description: 'Unique in the suite; names its recording.' }),
    each: z.string().min(1).optional().meta({ description: 'A .csv, .json or .jsonl table: a case a row.' }),
    input: userContent.optional().meta({ description: 'What the user says, in a case of one turn.' }),
    turns: z
      .array(z.strictObject({ user: userContent, expect: expect.optional() }))
      .min(1)
      .optional(),
    expect: expect.optional(),
    min_score: z.number().gt(0).max(1).optional().meta({
      description: 'The least weighted mean of the scores of the optional expectations, above 0, at most 1.',
    }),
    expected_contains: shorthand({ ...textOrTexts, description: 'Short for the expectation "contains".' }),
    expected_tool_calls: shorthand({
      type: 'array',
      minItems: 1,
      items: { anyOf: [{ type: 'string' }, { type: 'object' }] },
      description: 'Short for the expectation "calls" with this list.',
    }),
    max_iterations: shorthand({
      type: 'integer',
      minimum: 1,
      description: 'Short for the expectation of this name.',
    }),
    tags: tags.optional(),
    script: script.optional(),
    tools: rules.optional(),
    state: state.optional(),
    trials: trials.optional(),
    timeout: timeLimit.optional(),
    must_pass: z.boolean().default(false).meta({ description: 'This case gates on its own.' }),
    known_failing: knownFailing.optional(),
    faults: faults.optional(),
  })
}

const price = z
  .strictObject({
    input: dollars,
    output: dollars,
    cache_read: dollars.optional(),
    cache_write_5m: dollars.optional(),
    cache_write_1h: dollars.optional(),
  })
  .meta({ description: 'Dollars per million tokens.' })

const SAMENESS = ['suite', 'agent', 'model'] as const

const RESPONSES = ['script', 'replay', 'record', 'live'] as const

/** @param item schema of an item of `cases:` */
export function suiteSchema<C extends z.ZodType>(item: C) {
  return z.strictObject({
    suite: name.meta({ description: 'Name of the suite.' }),
    agent: agentSchema,
    responses: z.enum(RESPONSES).optional().meta({ description: "Where the model's replies come from." }),
    trials: trials.default(1).meta({ description: 'How often each case is run.' }),
    timeout: timeLimit.prefault('60s').meta({ description: 'Of a trial, such as 60s.' }),
    tags: tags.default([]),
    tools: tools.default({}),
    state: state.optional(),
    assert: z
      .array(z.string().regex(/\S/, 'expected an assertion such as success_rate >= 95%'))
      .min(1)
      .optional()
      .meta({ description: 'What the gate decides by; absent: success_rate >= 100%.' }),
    max_errors: share
      .prefault('2%')
      .meta({ description: 'Share of trials that may end in error, such as 2%.' }),
    baseline: z
      .strictObject({
        file: z.string().min(1).optional().meta({ description: 'Beside the suite: baselines/<suite>.json.' }),
        require_same: z.array(z.enum(SAMENESS)).default([]).meta({
          description: 'What a baseline must be of to decide anything; other differences are told.',
        }),
      })
      .optional()
      .meta({ description: 'What assertions about a baseline compare with.' }),
    recordings: z.string().min(1).optional().meta({ description: 'Folder of the recordings.' }),
    max_recording_age: days
      .prefault('90d')
      .meta({ description: 'Recordings older than this are warned of, such as 90d.' }),
    normalize: normalize.prefault([]),
    faults: faults.default([]),
    prices: z.record(z.string().min(1), price).default({}),
    escalation_tools: z.array(z.string().min(1)).optional(),
    cases: z.array(item),
  })
}

/** What the loader checks a file with: each case and each expectation is then checked on its own. */
export const looseSuite = suiteSchema(z.unknown())
export const looseCase = caseSchema(z.unknown())

export type SuiteFile = z.output<typeof looseSuite>
export type CaseFile = z.output<typeof looseCase>
export type RulesFile = z.output<typeof rules>
export type ReplyFile = z.output<typeof reply>
export type CallFile = z.output<typeof call>
export type ScriptFile = z.output<typeof script>
export type UsageFile = z.output<typeof usage>
