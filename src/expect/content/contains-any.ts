import * as z from 'zod'
import { contentOptions, literalSpec, textsField } from './options.ts'
import { contentExpectation, literal } from './score.ts'

const DESCRIPTION = 'The answer contains at least one of these texts.'

export const containsAny = contentExpectation({
  name: 'contains_any',
  schema: z
    .strictObject({ contains_any: textsField(DESCRIPTION), ...contentOptions })
    .meta({ description: DESCRIPTION })
    .transform(({ contains_any: texts, ...options }, context) =>
      literalSpec('contains_any', texts, options, context),
    ),
  wanted: 'any',
  verb: ['contains', 'contain'],
  test: literal((text, pattern) => text.includes(pattern)),
})
