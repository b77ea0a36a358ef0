import type { JsonObject } from '../../trajectory/index.ts'
import { CANNOT_TELL, type Scale } from './scale.ts'

/** The tool that a judge has to call: its input is the verdict. */
export const VERDICT_TOOL = 'verdict'

/** The reason stands first, so that it is thought before it is decided. */
export function verdictTool({ answers }: Scale): JsonObject {
  return {
    name: VERDICT_TOOL,
    description: 'Gives your verdict. Call it exactly once.',
    input_schema: {
      type: 'object',
      properties: {
        reason: {
          type: 'string',
          description: 'One to three sentences: what in the transcript decides, by the rubric.',
        },
        evidence: {
          type: 'array',
          items: { type: 'integer' },
          description: 'The numbers (n) of the entries of the transcript that decide.',
        },
        verdict: {
          type: 'string',
          enum: [...answers.map(({ name }) => name), CANNOT_TELL],
          description: `Your answer by the rubric; ${CANNOT_TELL} where the transcript does not settle it.`,
        },
      },
      required: ['reason', 'verdict'],
      additionalProperties: false,
    },
  }
}
