import * as z from 'zod'
import { showDuration } from '../units.ts'
import { durationField, limitExpectation } from './limit.ts'

const DESCRIPTION = 'The user waits at most so long, such as 5s or 800ms.'

export const maxLatency = limitExpectation({
  name: 'max_latency',
  schema: z
    .strictObject({
      max_latency: durationField(DESCRIPTION),
    })
    .meta({ description: DESCRIPTION })
    .transform((item) => item.max_latency),
  what: 'the latency',
  of: ({ measures }) => measures.latencyMs,
  show: showDuration,
  whyUnknown: () => 'nobody measured it',
})
