import * as z from 'zod'
import { showDuration } from '../units.ts'
import { callLimit } from './call-limit.ts'
import { durationField } from './limit.ts'

const DESCRIPTION =
  'The first token of every answer of the model comes after at most so long, such as 800ms. Streamed calls have one.'

export const maxTtft = callLimit({
  name: 'max_ttft',
  schema: z
    .strictObject({ max_ttft: durationField(DESCRIPTION) })
    .meta({ description: DESCRIPTION })
    .transform((item) => item.max_ttft),
  what: 'the time to the first token',
  of: (call) => call.ttftMs,
  show: (value) => `${showDuration(value)} to the first token`,
  whyUnknown: 'a model call has none (it did not stream, or nobody measured it)',
})
