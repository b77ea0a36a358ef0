import * as z from 'zod'
import { counted, countField, limitExpectation, whyNoUsage } from './limit.ts'

const DESCRIPTION = 'At most so many tokens, in and out, cached or not.'

export const maxTokens = limitExpectation({
  name: 'max_tokens',
  schema: z
    .strictObject({ max_tokens: countField('tokens', DESCRIPTION) })
    .meta({ description: DESCRIPTION })
    .transform((item) => item.max_tokens),
  what: 'the number of tokens',
  of: (measures) => measures.tokens,
  show: (value) => counted(value, 'token'),
  whyUnknown: whyNoUsage,
})
