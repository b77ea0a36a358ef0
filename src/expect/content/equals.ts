import * as z from 'zod'
import { firstDifference } from './differing.ts'
import { contentOptions, literalSpec, textField } from './options.ts'
import { contentExpectation, literal } from './score.ts'

/** As many characters as a reason shows of a text. */
const SHOWN_WHOLE = 120

const DESCRIPTION = 'The answer is this text and nothing else.'

export const equals = contentExpectation({
  name: 'equals',
  schema: z
    .strictObject({ equals: textField(DESCRIPTION), ...contentOptions })
    .meta({ description: DESCRIPTION })
    .transform(({ equals, ...options }, context) => literalSpec('equals', equals, options, context)),
  wanted: 'all',
  verb: ['equals', 'equal'],
  claims: 'is',
  test: literal((text, pattern) => text === pattern),
  // Short ones are shown whole and need no such help.
  detail: (text, pattern) =>
    text.length <= SHOWN_WHOLE && pattern.length <= SHOWN_WHOLE ? '' : firstDifference(text, pattern),
})
