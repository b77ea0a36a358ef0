import * as z from 'zod'
import { field } from '../field.ts'
import { compileRegex, matchesEverything } from '../regex.ts'
import { quote } from '../show.ts'
import { normalise } from './normalise.ts'
import { checkText, contentOptions, contentSpec } from './options.ts'
import { contentExpectation } from './score.ts'

const DESCRIPTION = 'A part of the answer matches this regular expression (RE2 syntax; ^ and $ anchor it).'

const pattern = field({ type: 'string', minLength: 1, description: DESCRIPTION }, (value, report) => {
  const source = checkText(value, [], report)
  if (source === undefined) return undefined
  const regex = compileRegex(source)
  if (!regex.ok) return report({ code: 'invalid-value', message: regex.message })
  if (!matchesEverything(regex)) return [source]
  return report({
    code: 'cannot-fail',
    message: `${quote(source, 60)} is found in every text, even an empty one`,
  })
})

export const matches = contentExpectation({
  name: 'matches',
  schema: z
    .strictObject({ matches: pattern, ...contentOptions })
    .meta({ description: DESCRIPTION })
    .transform(({ matches, ...options }) => contentSpec(matches, options)),
  wanted: 'all',
  verb: ['matches', 'match'],
  test: (source, ignore) => {
    const regex = compileRegex(source, ignore.includes('case'))
    if (!regex.ok) throw new Error(regex.message)
    // Commas and spaces mean something in a pattern, so they are taken out of the text alone.
    const others = ignore.filter((word) => word !== 'case')
    return (text) => regex.test(normalise(text, others))
  },
})
