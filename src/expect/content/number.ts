import * as z from 'zod'
import type { Json } from '../../trajectory/index.ts'
import { field, nameValue } from '../field.ts'
import { checkPattern } from '../match/check.ts'
import { compile } from '../match/compile.ts'
import type { Matcher } from '../match/difference.ts'
import { numbersIn, numericProblem } from '../match/numeric.ts'
import { quote } from '../show.ts'
import type { Expectation, Finding } from '../types.ts'
import { numbersInProse } from './prose-numbers.ts'
import {
  describeWhere,
  eventsOf,
  type Looked,
  mentionsOfOptions,
  nothingSaid,
  subject,
  textsOf,
  type Where,
  whereField,
} from './where.ts'

/** As many numbers as a reason lists. */
const MAX_SHOWN = 8

const DESCRIPTION =
  'Some number in the answer is this one, or matches: { $approx: 49.9, $within: 0.01 }, { $gte: 1, $lt: 5 } …'

interface NumberSpec {
  readonly matcher: Matcher
  /** The numbers that the pattern names: what "nearest" is measured from. */
  readonly targets: readonly number[]
  readonly on: Where
}

const pattern = field<Json>(
  { anyOf: [{ type: 'number' }, { type: 'object' }], description: DESCRIPTION },
  (value, report) => {
    if (typeof value !== 'number' && !(typeof value === 'object' && value !== null)) {
      const message = `expected a number or a matcher of numbers, found ${nameValue(value)}`
      return report({ code: 'wrong-type', message })
    }
    const issues = checkPattern(value)
    for (const issue of issues) report(issue)
    const problem = issues.length === 0 ? numericProblem(value as Json) : null
    return problem === null ? (value as Json) : report({ code: 'cannot-hold', message: problem })
  },
)

export const number: Expectation<NumberSpec> = {
  name: 'number',
  schema: z
    .strictObject({ number: pattern, on: whereField().optional() })
    .meta({ description: DESCRIPTION })
    .transform(({ number: wanted, on = 'final' }) => ({
      matcher: compile(wanted),
      targets: numbersIn(wanted),
      on,
    })),
  mentions: mentionsOfOptions,
  describe: ({ matcher, on }) => `number ${matcher.expected}${describeWhere(on)}`,
  score: (spec, scene) => {
    const texts = textsOf(spec.on, scene)
    if (texts.length === 0) return nothingSaid(spec.on, scene)
    const found = texts.map((text) => ({ text, numbers: numbersInProse(text.text) }))
    for (const { text, numbers } of found) {
      const hit = numbers.find((value) => spec.matcher.find(value) === null)
      if (hit === undefined) continue
      const who = spec.on === 'any_message' && texts.length > 1 ? 'a message' : subject(spec.on)
      return { score: 1, reason: `${who} has ${hit}`, events: text.events }
    }
    return miss(
      spec,
      texts,
      found.flatMap(({ numbers }) => numbers),
    )
  },
}

function miss(
  { matcher, targets, on }: NumberSpec,
  texts: readonly Looked[],
  numbers: readonly number[],
): Finding {
  const [only, second] = texts
  const who = second === undefined ? subject(on) : `none of the ${texts.length} messages`
  const has = second === undefined ? 'has no number' : 'has a number'
  const shown = second === undefined && only !== undefined ? `; it is ${quote(only.text)}` : ''
  const list = numbers.length === 0 ? shown : `; found ${listOf(numbers)}${nearestOf(numbers, targets)}`
  return { score: 0, reason: `${who} ${has} that is ${matcher.expected}${list}`, events: eventsOf(texts) }
}

function listOf(numbers: readonly number[]): string {
  const more = numbers.length - MAX_SHOWN
  return `${numbers.slice(0, MAX_SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

function nearestOf(numbers: readonly number[], targets: readonly number[]): string {
  if (numbers.length < 2 || targets.length === 0) return ''
  let nearest = { value: 0, distance: Number.POSITIVE_INFINITY }
  for (const value of numbers) {
    const distance = Math.min(...targets.map((target) => Math.abs(value - target)))
    if (distance < nearest.distance) nearest = { value, distance }
  }
  return `; nearest is ${nearest.value}`
}
