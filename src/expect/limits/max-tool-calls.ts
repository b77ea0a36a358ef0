import * as z from 'zod'
import { counted, countField, limitExpectation } from './limit.ts'

const DESCRIPTION = 'At most so many tool calls.'

export const maxToolCalls = limitExpectation({
  name: 'max_tool_calls',
  schema: z
    .strictObject({ max_tool_calls: countField('tool calls', DESCRIPTION) })
    .meta({ description: DESCRIPTION })
    .transform((item) => item.max_tool_calls),
  claims: ({ max }) => [{ kind: 'calls_at_most', count: max }],
  what: 'the number of tool calls',
  of: ({ measures }) => measures.toolCalls,
  show: (value) => counted(value, 'tool call'),
  whyUnknown: () => 'no tool call was observed',
  beyond: (scene, max) => scene.calls.slice(max).map(({ index }) => index),
})
