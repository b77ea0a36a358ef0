import type { Json } from '../trajectory/index.ts'
import type { PlayedTool } from './responder.ts'

export interface ToolOnRecord {
  readonly id: string | null
  readonly name: string
  readonly result: Json
  readonly isError: boolean
  readonly latencyMs: number | null
}

/** Takes the next result of this tool off the list: ids may repeat in a trial, so each is used once. */
export function takeTool(tools: ToolOnRecord[], id: string | null, name: string): PlayedTool | null {
  const index = tools.findIndex((tool) => tool.name === name && (id === null || tool.id === id))
  const tool = index === -1 ? undefined : tools.splice(index, 1)[0]
  return tool ? { result: tool.result, isError: tool.isError, latencyMs: tool.latencyMs } : null
}
