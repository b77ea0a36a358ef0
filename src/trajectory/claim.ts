import type { ContentBlock, ToolCall } from './events.ts'
import { firstDifference } from './json.ts'

/** Takes the observed call that this tool_use led to off the list; `null` when there is none. */
export function claim(observed: ToolCall[], block: ContentBlock): ToolCall | null {
  const named = observed.filter(({ name }) => name === block['name'])
  const same =
    named.find(({ id }) => id !== null && id === block['id']) ??
    // A client may call a tool of a server by a name of its own, `mcp__server__tool`.
    observed.find(
      ({ id, name }) => id !== null && id === block['id'] && String(block['name']).endsWith(name),
    ) ??
    named.find(({ id, input }) => id === null && firstDifference(input, block['input']) === null) ??
    // An agent may fill in defaults before it runs the tool: it is the same call.
    named.find(({ id }) => id === null)
  if (!same) return null
  observed.splice(observed.indexOf(same), 1)
  return same
}
