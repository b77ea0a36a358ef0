import { isJsonObject } from '../../trajectory/index.ts'
import { field, nameValue, type Report } from '../field.ts'

/** What a judge answers where the transcript does not settle the question. It is no answer of any scale. */
export const CANNOT_TELL = 'cannot_tell'

/** An answer that a judge may give, and what it is worth on its scale. */
export interface Answer {
  readonly name: string
  readonly value: number
}

/** The answers a judge chooses from. */
export interface Scale {
  /** Of choices the one that most votes name counts, of scores the median. */
  readonly kind: 'choices' | 'score'
  /** Best first. */
  readonly answers: readonly Answer[]
  /** The values that stand for a score of 0 and of 1. */
  readonly min: number
  readonly max: number
}

/** A value of the scale as a score from 0 to 1. */
export const scoreOf = (value: number, { min, max }: Scale): number => (value - min) / (max - min)

export const answerNamed = (name: string, { answers }: Scale): Answer | null =>
  answers.find((answer) => answer.name === name) ?? null

export const PASS_OR_FAIL: Scale = choicesOf([
  ['pass', 1],
  ['fail', 0],
])

function choicesOf(choices: readonly (readonly [string, number])[]): Scale {
  const answers = choices.map(([name, value]) => ({ name, value })).sort((a, b) => b.value - a.value)
  return { kind: 'choices', answers, min: 0, max: 1 }
}

const CHOICES =
  'What the judge may answer, with what each is worth from 0 to 1; or a list, the best first. Absent: pass or fail.'

export const choicesField = field<Scale>(
  {
    anyOf: [
      { type: 'array', minItems: 2, items: { type: 'string' } },
      { type: 'object', additionalProperties: { type: 'number', minimum: 0, maximum: 1 }, minProperties: 2 },
    ],
    description: CHOICES,
  },
  (value, report) => {
    const choices = Array.isArray(value) ? spread(value, report) : valued(value, report)
    if (choices === undefined) return undefined
    if (choices.length < 2)
      return report({ code: 'cannot-fail', message: 'a judge needs two choices at least' })
    for (const [name] of choices) {
      if (name !== CANNOT_TELL) continue
      return report({ code: 'invalid-value', message: `${CANNOT_TELL} is always possible: leave it out` })
    }
    return choicesOf(choices)
  },
)

type Choices = readonly (readonly [string, number])[]

/** A list from the best to the worst, in equal steps. */
function spread(list: readonly unknown[], report: Report): Choices | undefined {
  const bad = list.findIndex((name) => typeof name !== 'string' || name === '')
  if (bad !== -1) {
    const message = `expected the name of a choice, found ${nameValue(list[bad])}`
    return report({
      code: typeof list[bad] === 'string' ? 'invalid-value' : 'unquoted-value',
      message,
      path: [bad],
    })
  }
  const names = list.map(String)
  const twice = names.findIndex((name, index) => names.indexOf(name) !== index)
  if (twice !== -1)
    return report({
      code: 'invalid-value',
      message: `the choice ${names[twice]} stands here twice`,
      path: [twice],
    })
  return names.map((name, index) => [name, 1 - index / (names.length - 1)])
}

function valued(value: unknown, report: Report): Choices | undefined {
  if (!isJsonObject(value)) {
    const message = `expected choices such as { good: 1, poor: 0 } or [good, poor], found ${nameValue(value)}`
    return report({ code: 'wrong-type', message })
  }
  const choices: [string, number][] = []
  for (const [name, worth] of Object.entries(value)) {
    if (typeof worth !== 'number' || !(worth >= 0 && worth <= 1)) {
      const message = `expected what the choice is worth, from 0 to 1, found ${nameValue(worth)}`
      report({ code: typeof worth === 'number' ? 'invalid-value' : 'wrong-type', message, path: [name] })
    } else choices.push([name, worth])
  }
  return choices.length === Object.keys(value).length ? choices : undefined
}

const SCORE = 'Whole numbers from min to max, max is best; instead of choices.'
/** A judge that has more to choose from than this tells nothing apart any more. */
const MOST_STEPS = 100

export const scoreField = field<Scale>(
  {
    type: 'object',
    properties: { min: { type: 'integer' }, max: { type: 'integer' } },
    required: ['min', 'max'],
    additionalProperties: false,
    description: SCORE,
  },
  (value, report) => {
    const { min, max, ...others } = isJsonObject(value) ? value : {}
    const whole = Number.isSafeInteger(min) && Number.isSafeInteger(max)
    if (!whole || typeof min !== 'number' || typeof max !== 'number' || Object.keys(others).length > 0) {
      const message = `expected whole numbers as { min: 1, max: 5 }, found ${nameValue(value)}`
      return report({ code: 'wrong-type', message })
    }
    if (min >= max || max - min > MOST_STEPS) {
      const message = `expected max above min and at most ${MOST_STEPS} steps, found ${min} to ${max}`
      return report({ code: 'invalid-value', message })
    }
    const values = Array.from({ length: max - min + 1 }, (_, step) => max - step)
    return {
      kind: 'score',
      answers: values.map((worth) => ({ name: String(worth), value: worth })),
      min,
      max,
    }
  },
)
