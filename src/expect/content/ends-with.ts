import * as z from 'zod'
import { contentOptions, literalSpec, textField } from './options.ts'
import { contentExpectation, literal } from './score.ts'

const DESCRIPTION = 'The answer ends with this text.'

export const endsWith = contentExpectation({
  name: 'ends_with',
  schema: z
    .strictObject({ ends_with: textField(DESCRIPTION), ...contentOptions })
    .meta({ description: DESCRIPTION })
    .transform(({ ends_with: texts, ...options }, context) =>
      literalSpec('ends_with', texts, options, context),
    ),
  wanted: 'all',
  verb: ['ends with', 'end with'],
  claims: 'has',
  test: literal((text, pattern) => text.endsWith(pattern)),
})
