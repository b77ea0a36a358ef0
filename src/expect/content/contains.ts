import * as z from 'zod'
import { contentOptions, literalSpec, textsField } from './options.ts'
import { contentExpectation, literal } from './score.ts'

const DESCRIPTION = 'The answer contains this text, or all of these.'

export const contains = contentExpectation({
  name: 'contains',
  schema: z
    .strictObject({ contains: textsField(DESCRIPTION), ...contentOptions })
    .meta({ description: DESCRIPTION })
    .transform(({ contains, ...options }, context) => literalSpec('contains', contains, options, context)),
  wanted: 'all',
  verb: ['contains', 'contain'],
  claims: 'has',
  test: literal((text, pattern) => text.includes(pattern)),
})
