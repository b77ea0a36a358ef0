import * as z from 'zod'
import { field, nameValue } from '../field.ts'
import { sayFew } from '../show.ts'
import type { Expectation } from '../types.ts'
import { mentionsOfNames } from './fields.ts'
import { indicesOf, numberedCalls, sayCall } from './numbered.ts'

const DESCRIPTION = 'No other tool than these is called; they need not be.'

export const onlyTools: Expectation<readonly string[]> = {
  name: 'only_tools',
  schema: z
    .strictObject({ only_tools: toolsField() })
    .meta({ description: DESCRIPTION })
    .transform((item) => item.only_tools),
  mentions: ({ only_tools: given }) =>
    typeof given === 'string'
      ? [{ kind: 'tool', tool: given, path: ['only_tools'], point: 'value' }]
      : mentionsOfNames(given, ['only_tools']),
  claims: (tools) => [{ kind: 'confined', tools }],
  describe: (tools) => `only tools ${tools.join(', ')}`,
  score: (tools, scene) => {
    const others = numberedCalls(scene).filter(({ event }) => !tools.includes(event.name))
    if (others.length > 0) {
      const reason = `only ${tools.join(', ')} may be called: ${sayFew(others.map(sayCall))}`
      return { score: 0, reason, events: indicesOf(others) }
    }
    const reason = scene.calls.length === 0 ? 'no tool was called' : 'no other tool was called'
    return { score: 1, reason, events: [] }
  },
}

function toolsField(): z.ZodType<readonly string[]> {
  const name = { type: 'string', minLength: 1 }
  const anyOf = [name, { type: 'array', minItems: 1, items: name }]
  return field({ anyOf, description: DESCRIPTION }, (value, report) => {
    const list: readonly unknown[] = Array.isArray(value) ? value : [value]
    if (list.length === 0) {
      const message = 'the list of tools is empty; for no calls at all write max_tool_calls: 0'
      return report({ code: 'invalid-value', message })
    }
    return list.flatMap((name, index) => {
      if (typeof name === 'string' && name !== '') return [name]
      const path = Array.isArray(value) ? [index] : []
      report({ code: 'wrong-type', message: `expected a tool, found ${nameValue(name)}`, path })
      return []
    })
  })
}
