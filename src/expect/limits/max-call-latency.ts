import * as z from 'zod'
import { showDuration } from '../units.ts'
import { callLimit } from './call-limit.ts'
import { durationField } from './limit.ts'

const DESCRIPTION = 'Every single answer of the model takes at most so long, such as 5s.'

export const maxCallLatency = callLimit({
  name: 'max_call_latency',
  schema: z
    .strictObject({ max_call_latency: durationField(DESCRIPTION) })
    .meta({ description: DESCRIPTION })
    .transform((item) => item.max_call_latency),
  what: 'the latency of a model call',
  of: (call) => call.latencyMs,
  show: (value) => `${showDuration(value)} for one model call`,
  whyUnknown: 'nobody measured it',
})
