import * as z from 'zod'
import type { NormalizeRule } from '../model/recording/normalize-rule.ts'
import { customIssue, regex, word } from './fields.ts'
import { NORMALIZE_PRESETS } from './normalize-presets.ts'

/** Names that pawl gives to values of a trial by itself. */
const RESERVED = ['SUITE', 'CWD', 'CWD_SLUG', 'HOME', 'TMP', 'GATEWAY', 'TRIAL', 'TODAY']

const path = z
  .string()
  .regex(
    /^(?:[^.[\]]+|\[(?:\d+|\*)\])(?:\.[^.[\]]+|\[(?:\d+|\*)\])*$/,
    'expected a path into the request, such as system[*].text',
  )
  .meta({ description: 'Where in the request; * stands for any index or key.' })

const name = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]*$/, 'expected a name in capitals, such as SESSION')
  .superRefine((text, context) => {
    if (!RESERVED.includes(text)) return
    const message = `expected a name of your own: ${RESERVED.join(', ')} are pawl's`
    context.addIssue(customIssue(message, { code: 'invalid-value' }))
  })
  .meta({
    description: 'Values are told apart as <NAME:1>, <NAME:2>, and come back in replies; absent: <*>.',
  })

const rule = z
  .strictObject({
    path,
    pattern: regex.optional().meta({
      description: 'RE2 syntax; its first group, or else the match, is what varies. Absent: the whole value.',
    }),
    name: name.optional(),
  })
  .transform(({ path, pattern = null, name = null }): readonly NormalizeRule[] => [{ path, pattern, name }])

const preset = word('claude-code', 'a rule such as { path: metadata.user_id }').transform(
  (chosen) => NORMALIZE_PRESETS[chosen],
)

/** `normalize:` of a suite: rules, or presets by their name. */
export const normalize = z
  .union([preset, z.array(z.union([preset, rule])).transform((items) => items.flat())])
  .meta({ description: 'What of a request varies between identical runs; or claude-code.' })
