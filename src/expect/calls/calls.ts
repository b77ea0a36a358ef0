import * as z from 'zod'
import { isJsonObject, type Json, type JsonObject } from '../../trajectory/index.ts'
import type { Claim } from '../contradiction.ts'
import { addProblem, choice, field, mapping } from '../field.ts'
import type { Expectation, Finding, Mention, Scene } from '../types.ts'
import { explain } from './explain.ts'
import { mentionsOfNames, namesField } from './fields.ts'
import {
  describeItem,
  expectList,
  itemJsonSchema,
  type ListItem,
  mentionsOfItem,
  parseItems,
  type Wanted,
} from './list.ts'
import { indicesOf, type NumberedCall, numberedCalls } from './numbered.ts'
import { MAX_STATES } from './order.ts'
import { isMet, type Order, type Plan, pair, planOf, toolsOf } from './pairing.ts'

const DESCRIPTION = 'The tools that are called, and with which arguments.'

/** The tool calls that are expected. */
export interface CallsSpec {
  readonly order: Order
  readonly extra: 'allow' | 'deny'
  /** The tools that are looked at; `null` for all. */
  readonly among: readonly string[] | null
  /** Only calls that ended so are looked at; `null` for all. */
  readonly status: 'ok' | 'error' | null
  readonly list: readonly ListItem[]
  readonly plan: Plan
}

const options = mapping(
  {
    order: choice(
      ['exact', 'in_order', 'any_order'],
      'exact: these calls in this order and no others; in_order: in this order; any_order: the default.',
    ).optional(),
    extra: choice(
      ['allow', 'deny'],
      'Whether other calls may be made: allow (the default) or deny.',
    ).optional(),
    among: namesField('Look only at calls of these tools.').optional(),
    status: choice(
      ['ok', 'error'],
      'Look only at calls that succeeded, or only at those that failed.',
    ).optional(),
    list: listField('The calls. An empty list with extra: deny or order: exact means none.'),
  },
  'a mapping such as { list: [get_order] }',
)

type Options = z.output<typeof options>

export const calls: Expectation<CallsSpec> = {
  name: 'calls',
  schema: z
    .strictObject({ calls: options.meta({ description: DESCRIPTION }).transform(toSpec) })
    .meta({ description: DESCRIPTION })
    .transform((item) => item.calls),
  mentions,
  describe,
  claims: ({ plan, extra, among }) => [
    ...plan.entries.flatMap(claimsOfEntry),
    { kind: 'calls_at_least', count: plan.entries.reduce((sum, { counts }) => sum + counts.least, 0) },
    ...(extra === 'deny' && among === null
      ? [{ kind: 'confined', tools: [...toolsOf(plan.entries)] } as const]
      : []),
  ],
  score,
}

/** Of alternatives nobody knows which is called. */
function claimsOfEntry({ alternatives, counts }: Wanted): readonly Claim[] {
  const [only, ...others] = alternatives
  return only && others.length === 0 && counts.least > 0 ? [{ kind: 'called', tool: only.tool }] : []
}

function toSpec(given: Options, context: z.RefinementCtx): CallsSpec | typeof z.NEVER {
  const { order = 'any_order', among = null, status = null, list } = given
  const extra = order === 'exact' ? 'deny' : (given.extra ?? 'allow')
  if (order === 'exact' && given.extra === 'allow') {
    const message = 'order: exact allows no other calls; for these among others write order: in_order'
    addProblem(context, { code: 'invalid-value', message, path: ['extra'] })
  }
  if (list.length === 0 && extra === 'allow') {
    const message = 'an empty list cannot fail; for no calls at all add extra: deny'
    addProblem(context, { code: 'cannot-fail', message, path: ['list'] })
  }
  for (const [index, item] of list.entries()) {
    const odd = among === null ? undefined : [...toolsOf([item])].find((tool) => !among.includes(tool))
    if (odd === undefined || among === null) continue
    const message = `${odd} is not among the tools that are looked at: ${among.join(', ')}`
    addProblem(context, { code: 'cannot-hold', message, path: ['list', index], candidates: among })
  }
  const plan = planOf(list, order)
  if (plan !== null) return { order, extra, among, status, list, plan }
  addProblem(context, { code: 'invalid-value', message: TOO_MANY_ORDERS, path: ['list'] })
  return z.NEVER
}

const TOO_MANY_ORDERS = `the groups can be met in more than ${MAX_STATES} ways: let fewer entries be free beside others in order`

function mentions({ calls: given }: JsonObject): readonly Mention[] {
  const { among, list } = isJsonObject(given) ? given : {}
  const entries = Array.isArray(list) ? list : []
  return [
    ...entries.flatMap((entry: Json, index) => mentionsOfItem(entry, ['calls', 'list', index])),
    ...mentionsOfNames(among, ['calls', 'among']),
  ]
}

function score(spec: CallsSpec, scene: Scene): Finding {
  const seen = lookAt(spec, scene)
  const events = seen.map(({ event }) => event)
  const pairing = pair(spec.plan, events, spec.extra === 'deny')
  if (!isMet(pairing)) {
    const { plan, order, status } = spec
    const filter = status === null ? '' : ` with status ${status}`
    return { score: 0, ...explain(pairing, { calls: seen, list: plan.entries, order, filter }) }
  }
  const reason = pairing.used.size === 0 ? 'no such call was made' : 'every call of the list was made'
  return { score: 1, reason, events: indicesOf(seen.filter((_, place) => pairing.used.has(place))) }
}

function lookAt({ among, status }: CallsSpec, scene: Scene): readonly NumberedCall[] {
  return numberedCalls(scene).filter(
    ({ event }) =>
      (among === null || among.includes(event.name)) && (status === null || event.status === status),
  )
}

function describe({ order, extra, among, status, list }: CallsSpec): string {
  const entries = list.length === 0 ? 'nothing' : list.map(describeItem).join(', ')
  const details = [
    list.length > 1 || order === 'exact' ? order : null,
    extra === 'deny' && order !== 'exact' ? 'no others' : null,
    among === null ? null : `among ${among.join(', ')}`,
    status === null ? null : `status ${status}`,
  ].filter((detail) => detail !== null)
  return `calls ${entries}${details.length === 0 ? '' : ` (${details.join('; ')})`}`
}

function listField(description: string): z.ZodType<readonly ListItem[]> {
  const schema = { type: 'array', items: itemJsonSchema(), description }
  return field(schema, (value, report) => {
    const list = expectList(value, report)
    return list && parseItems(list, [], report)
  })
}
