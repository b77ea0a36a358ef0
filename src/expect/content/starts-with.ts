import * as z from 'zod'
import { contentOptions, literalSpec, textField } from './options.ts'
import { contentExpectation, literal } from './score.ts'

const DESCRIPTION = 'The answer starts with this text.'

export const startsWith = contentExpectation({
  name: 'starts_with',
  schema: z
    .strictObject({ starts_with: textField(DESCRIPTION), ...contentOptions })
    .meta({ description: DESCRIPTION })
    .transform(({ starts_with: texts, ...options }, context) =>
      literalSpec('starts_with', texts, options, context),
    ),
  wanted: 'all',
  verb: ['starts with', 'start with'],
  claims: 'has',
  test: literal((text, pattern) => text.startsWith(pattern)),
})
