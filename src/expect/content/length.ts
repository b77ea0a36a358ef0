import * as z from 'zod'
import { addProblem, choice, field, mapping, wholeNumber } from '../field.ts'
import { counted } from '../limits/limit.ts'
import type { Expectation } from '../types.ts'
import { countUnits, UNITS, type Unit } from './units.ts'
import {
  describeWhere,
  mentionsOfOptions,
  nothingSaid,
  subject,
  textsOf,
  type Where,
  whereField,
} from './where.ts'

const DESCRIPTION = 'The answer is no shorter and no longer than this.'

interface LengthSpec {
  readonly min: number | null
  readonly max: number | null
  readonly unit: Unit
  readonly on: Where
}

const bounds = mapping(
  {
    min: boundField('At least so many.').optional(),
    max: boundField('At most so many.').optional(),
    unit: choice(UNITS, `What is counted: ${UNITS.join(', ')}. Absent: characters.`).optional(),
  },
  'a mapping such as { max: 100, unit: words }',
).meta({ description: DESCRIPTION })

function boundField(description: string): z.ZodType<number> {
  return field({ type: 'integer', minimum: 0, description }, (value, report) =>
    wholeNumber(value, 'a whole number', report),
  )
}

export const length: Expectation<LengthSpec> = {
  name: 'length',
  schema: z
    .strictObject({
      length: bounds.transform(({ min = null, max = null, unit = 'characters' }, context) => {
        if (max === null && (min ?? 0) === 0) {
          addProblem(context, { code: 'cannot-fail', message: 'expected a min above 0, or a max' })
        } else if (min !== null && max !== null && min > max) {
          const message = `nothing is at least ${min} and at most ${max} long`
          addProblem(context, { code: 'cannot-hold', message, path: ['max'] })
        }
        return { min, max, unit }
      }),
      // Some message of several is always short, so no length is asked of just any.
      on: whereField(['final', 'all_text']).optional(),
    })
    .meta({ description: DESCRIPTION })
    .transform((item) => ({ ...item.length, on: item.on ?? 'final' })),
  mentions: mentionsOfOptions,
  describe: (spec) => `length ${sayBounds(spec)} ${spec.unit}${describeWhere(spec.on)}`,
  score: (spec, scene) => {
    const [text] = textsOf(spec.on, scene)
    if (text === undefined) return nothingSaid(spec.on, scene)
    const count = countUnits(text.text, spec.unit)
    const holds = count >= (spec.min ?? 0) && count <= (spec.max ?? count)
    const has = `${subject(spec.on)} has ${counted(count, spec.unit.slice(0, -1))}`
    return { score: holds ? 1 : 0, reason: `${has}, ${sayBounds(spec)} expected`, events: text.events }
  },
}

const sayBounds = ({ min, max }: LengthSpec): string =>
  [min === null ? '' : `at least ${min}`, max === null ? '' : `at most ${max}`]
    .filter((bound) => bound !== '')
    .join(' and ')
