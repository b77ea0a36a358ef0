import * as z from 'zod'
import { isJsonObject, type Json } from '../../trajectory/index.ts'
import { addProblem, choice, field, mapping, nameValue, type Problem } from '../field.ts'
import type { Expectation, Finding, Scene } from '../types.ts'
import { mentionsOfEntry } from './entry.ts'
import { explain } from './explain.ts'
import { indicesOf, numberedCalls } from './numbered.ts'
import { MAX_STATES } from './order.ts'
import { isMet, type Order, type Pairing, type Plan, pair, planOf } from './pairing.ts'
import { isMessage, parseReference, type ReferenceStep } from './reference.ts'
import { compareSteps, type PlannedStep, stepsOf } from './steps.ts'

const DESCRIPTION = 'The tool calls are those of a reference, step by step or in another way.'

interface TrajectorySpec {
  readonly order: Order
  readonly extra: 'allow' | 'deny'
  readonly turns: number | null
  readonly reference: readonly ReferenceStep[]
  readonly steps: readonly PlannedStep[]
  /** All steps as one list. */
  readonly plan: Plan
}

/** A reference of which only the file is known; a suite has its content instead. */
interface UnreadSpec {
  readonly file: string
}

const options = mapping(
  {
    like: field<readonly unknown[] | string>(
      {
        anyOf: [
          { type: 'array', items: { type: ['object', 'string'] } },
          { type: 'string', minLength: 1, description: 'A file beside the suite that holds it, as JSON.' },
        ],
        description: 'The reference: messages in Anthropic’s or OpenAI’s format, or calls as in calls.list.',
      },
      (value, report) => {
        if (Array.isArray(value) || (typeof value === 'string' && value !== '')) return value
        const message = `expected a list of messages or of calls, or the file of one, found ${nameValue(value)}`
        return report({ code: 'wrong-type', message })
      },
    ),
    order: choice(
      ['exact', 'in_order', 'any_order'],
      'exact (the default): the same calls in each step; in_order: steps in order, others between; any_order.',
    ).optional(),
    args: choice(
      ['exact', 'partial', 'ignore'],
      'exact (the default): the same arguments; partial: others are free; ignore: the tools alone.',
    ).optional(),
    extra: choice(
      ['allow', 'deny'],
      'Whether other calls may be made; allow is the default, but for exact.',
    ).optional(),
    missing: choice(
      ['allow', 'deny'],
      'Whether calls of the reference may be left out; deny is the default.',
    ).optional(),
  },
  'a mapping such as { like: [get_order], order: in_order }',
)

export const trajectory: Expectation<TrajectorySpec | UnreadSpec> = {
  name: 'trajectory',
  schema: z
    .strictObject({ trajectory: options.meta({ description: DESCRIPTION }).transform(toSpec) })
    .meta({ description: DESCRIPTION })
    .transform((item) => item.trajectory),
  mentions: ({ trajectory: given }) => {
    const like = isJsonObject(given) ? given['like'] : undefined
    const path = ['trajectory', 'like']
    if (typeof like === 'string') return [{ kind: 'file', file: like, path, point: 'value' }]
    if (!Array.isArray(like) || like.some(isMessage)) return []
    return like.flatMap((entry: Json, index) => mentionsOfEntry(entry, [...path, index]))
  },
  describe: (spec) => {
    if ('file' in spec) return `trajectory like ${spec.file}`
    const { order, extra, reference } = spec
    const calls = reference.reduce((count, { entries }) => count + entries.length, 0)
    const others = extra === 'deny' && order !== 'exact' ? '; no others' : ''
    return `trajectory like a reference of ${calls} calls (${order}${others})`
  },
  score,
}

function toSpec(
  given: z.output<typeof options>,
  context: z.RefinementCtx,
): TrajectorySpec | UnreadSpec | typeof z.NEVER {
  if (typeof given.like === 'string') return { file: given.like }
  return readSpec(given, given.like, context)
}

function readSpec(
  given: z.output<typeof options>,
  like: readonly unknown[],
  context: z.RefinementCtx,
): TrajectorySpec | typeof z.NEVER {
  const { order = 'exact', args = 'exact', missing = 'deny' } = given
  const extra = order === 'exact' ? 'deny' : (given.extra ?? 'allow')
  const { steps, turns } = parseReference(like, { args, missing }, (problem) => {
    addProblem(context, { ...problem, path: ['like', ...(problem.path ?? [])] })
    return undefined
  })
  const problem = contradictionIn(order, given.extra, missing, steps.length)
  if (problem !== null) addProblem(context, problem)
  const planned = steps.map(({ turn, entries }) => ({ turn, plan: planOf(entries, 'any_order') }))
  const plan = planOf(
    steps.map(({ entries }) => ({ kind: 'group', order: 'any_order', items: entries })),
    order,
  )
  if (plan !== null) return { order, extra, turns, reference: steps, steps: planned.flatMap(hasPlan), plan }
  const message = `the reference can be met in more than ${MAX_STATES} ways: too many calls are made together`
  addProblem(context, { code: 'invalid-value', message, path: ['like'] })
  return z.NEVER
}

/** Calls without an order of their own always have a plan. */
const hasPlan = ({
  turn,
  plan,
}: {
  readonly turn: number | null
  readonly plan: Plan | null
}): PlannedStep[] => (plan === null ? [] : [{ turn, plan }])

function contradictionIn(
  order: Order,
  extra: 'allow' | 'deny' | undefined,
  missing: 'allow' | 'deny',
  steps: number,
): Problem | null {
  const code = 'invalid-value'
  const key = extra === 'allow' ? 'extra' : missing === 'allow' ? 'missing' : null
  if (order === 'exact' && key !== null) {
    const message = `order: exact leaves no room for ${key}: allow; write order: in_order or any_order`
    return { code, message, path: [key] }
  }
  if (order === 'exact' || extra === 'deny') return null
  if (missing === 'allow') {
    const message = 'where calls may be missing and others be made, nothing can fail: add extra: deny'
    return { code: 'cannot-fail', message, path: ['missing'] }
  }
  if (steps > 0) return null
  const message = 'a reference without calls cannot fail where others are allowed: add extra: deny'
  return { code: 'cannot-fail', message, path: ['like'] }
}

function score(spec: TrajectorySpec | UnreadSpec, scene: Scene): Finding {
  if ('file' in spec) {
    return { score: 0, reason: `nobody read the reference ${spec.file}`, events: [], unknown: true }
  }
  // A list of calls does not say which of them were made together.
  const steps = spec.order === 'exact' && spec.turns !== null ? stepsOf(scene) : null
  if (steps !== null) return compareSteps(spec.steps, spec.turns, steps, scene)
  const calls = numberedCalls(scene)
  const pairing = pair(
    spec.plan,
    calls.map(({ event }) => event),
    spec.extra === 'deny',
  )
  if (isMet(pairing)) {
    const events = indicesOf(calls.filter((_, place) => pairing.used.has(place)))
    return { score: 1, reason: 'the calls are those of the reference', events }
  }
  const { reason, events } = explain(pairing, {
    calls,
    list: spec.plan.entries,
    order: spec.order,
    filter: '',
  })
  return { score: 0, reason: `${partingStep(pairing, spec.reference)}: ${reason}`, events }
}

function partingStep({ slots }: Pairing, reference: readonly ReferenceStep[]): string {
  const unmet = slots.find(({ met }) => !met)
  if (unmet === undefined) return 'beyond the reference'
  return `they part at step ${reference.findIndex(({ entries }) => entries.includes(unmet.entry)) + 1}`
}
