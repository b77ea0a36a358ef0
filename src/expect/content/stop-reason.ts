import * as z from 'zod'
import { quote } from '../show.ts'
import type { Expectation } from '../types.ts'
import { textsField } from './options.ts'

const DESCRIPTION = 'The model stopped last for this reason, or one of these: end_turn, max_tokens, refusal …'

export const stopReason: Expectation<readonly string[]> = {
  name: 'stop_reason',
  schema: z
    .strictObject({ stop_reason: textsField(DESCRIPTION) })
    .meta({ description: DESCRIPTION })
    .transform((item) => item.stop_reason),
  describe: (reasons) => `stop_reason ${reasons.join(' or ')}`,
  score: (reasons, { stop }) => {
    if (stop === null) {
      const reason = 'the stop reason is unknown: no answer of the model has one'
      return { score: 0, reason, events: [], unknown: true }
    }
    const holds = reasons.includes(stop.reason)
    const reason = holds
      ? `the model stopped with ${quote(stop.reason)}`
      : `the model stopped with ${quote(stop.reason)}, expected ${reasons.join(' or ')}`
    return { score: holds ? 1 : 0, reason, events: stop.index === null ? [] : [stop.index] }
  },
}
