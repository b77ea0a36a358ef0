import * as z from 'zod'
import { parseDuration, showDuration } from '../units.ts'
import { limitExpectation, unitField } from './limit.ts'

const DESCRIPTION = 'The user waits at most so long, such as 5s or 800ms.'

export const maxLatency = limitExpectation({
  name: 'max_latency',
  schema: z
    .strictObject({
      max_latency: unitField(
        parseDuration,
        {
          example: 'a duration such as 5s or 800ms',
          pattern: '^\\d+(\\.\\d+)? ?(ms|s|m|h)$',
          bare: (value) => `${value}s or ${value}ms`,
        },
        DESCRIPTION,
      ),
    })
    .meta({ description: DESCRIPTION })
    .transform((item) => item.max_latency),
  what: 'the latency',
  of: (measures) => measures.latencyMs,
  show: showDuration,
  whyUnknown: () => 'nobody measured it',
})
