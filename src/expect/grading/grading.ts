import { isJsonObject } from '../../trajectory/index.ts'
import { nameValue, type Problem } from '../field.ts'
import type { Grading } from '../result.ts'

export const REQUIRED: Grading = { required: true, weight: 1 }

/** What every item of `expect:` takes beside its expectation, for editors. */
export const gradingJsonSchema = {
  required: {
    type: 'boolean',
    default: true,
    description: 'false: it does not fail the trial by itself, and counts by its score towards min_score.',
  },
  weight: {
    type: 'number',
    exclusiveMinimum: 0,
    default: 1,
    description: "Its weight in the trial's score.",
  },
}

export interface GradedItem {
  readonly grading: Grading
  /** The item without what says how it is graded. */
  readonly rest: unknown
  readonly problems: readonly Problem[]
}

/** Takes `required` and `weight` off an item. */
export function readGrading(item: unknown): GradedItem {
  if (!isJsonObject(item)) return { grading: REQUIRED, rest: item, problems: [] }
  const { required = true, weight = 1, ...rest } = item
  const problems = [...checkRequired(required), ...checkWeight(weight)]
  const isRight = typeof required === 'boolean' && typeof weight === 'number' && problems.length === 0
  return { grading: isRight ? { required, weight } : REQUIRED, rest, problems }
}

const checkRequired = (required: unknown): Problem[] =>
  typeof required === 'boolean'
    ? []
    : [wrong('required', `expected true or false, found ${nameValue(required)}`)]

function checkWeight(weight: unknown): Problem[] {
  if (typeof weight !== 'number') return [wrong('weight', `expected a number, found ${nameValue(weight)}`)]
  if (weight > 0 && Number.isFinite(weight)) return []
  const message = `a weight is more than 0, found ${weight}: what counts for nothing cannot fail`
  return [{ code: 'cannot-fail', message, path: ['weight'] }]
}

const wrong = (key: string, message: string): Problem => ({ code: 'wrong-type', message, path: [key] })
