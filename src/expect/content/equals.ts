import * as z from 'zod'
import { quote } from '../show.ts'
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
  test: literal((text, pattern) => text === pattern),
  detail: firstDifference,
})

/** Where two long texts part; short ones are shown whole and need no such help. */
function firstDifference(text: string, pattern: string): string {
  if (text.length <= SHOWN_WHOLE && pattern.length <= SHOWN_WHOLE) return ''
  let at = 0
  while (at < pattern.length && text[at] === pattern[at]) at++
  const from = Math.max(0, at - 10)
  const [expected, found] = [pattern, text].map((whole) => quote(whole.slice(from), 40))
  return `; from character ${from + 1} it has ${found}, expected ${expected}`
}
