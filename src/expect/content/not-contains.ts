import * as z from 'zod'
import { contentOptions, literalSpec, textsField } from './options.ts'
import { contentExpectation, literal } from './score.ts'

const DESCRIPTION = 'The answer contains none of these texts.'

export const notContains = contentExpectation({
  name: 'not_contains',
  schema: z
    .strictObject({ not_contains: textsField(DESCRIPTION), ...contentOptions })
    .meta({ description: DESCRIPTION })
    .transform(({ not_contains: texts, ...options }, context) =>
      literalSpec('not_contains', texts, options, context),
    ),
  wanted: 'none',
  verb: ['contains', 'contain'],
  claims: 'lacks',
  test: literal((text, pattern) => text.includes(pattern)),
})
