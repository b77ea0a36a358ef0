import * as z from 'zod'
import { promptTokens } from '../../model/prices.ts'
import { callLimit } from './call-limit.ts'
import { counted, countField } from './limit.ts'

const DESCRIPTION = 'The prompt of every model call has at most so many tokens, cached or not.'

export const maxContext = callLimit({
  name: 'max_context',
  schema: z
    .strictObject({ max_context: countField('tokens', DESCRIPTION) })
    .meta({ description: DESCRIPTION })
    .transform((item) => item.max_context),
  what: 'the size of the largest prompt',
  of: (call) => call.usage && promptTokens(call.usage),
  show: (value) => `${counted(value, 'token')} in one prompt`,
  whyUnknown: 'a model call reported no usage',
})
