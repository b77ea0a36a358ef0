import type { ToolOutcome } from '../agent/index.ts'
import { messageOf } from '../errors.ts'
import { isJsonObject, type Json, type JsonObject, own } from '../trajectory/index.ts'

export type CallTool = (name: string, input: Json, id: string | null) => Promise<ToolOutcome>

/** The newest first; a client that asks for another is offered the newest (MCP, Lifecycle, Version negotiation). */
const VERSIONS = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05']

/** JSON-RPC's own codes. */
const INVALID_REQUEST = -32600
const METHOD_UNKNOWN = -32601
const PARAMS_INVALID = -32602
const INTERNAL = -32603

/**
 * An MCP server of the suite's tools, without state: each JSON-RPC message is answered by itself, and `null` is
 * nothing to say. What arguments a tool takes nobody said, so any object will do.
 */
export function mcpServer(
  tools: readonly string[],
  callTool: CallTool,
): (message: Json) => Promise<Json | null> {
  return async function answer(message: Json): Promise<Json | null> {
    // Batches exist in version 2025-03-26.
    if (Array.isArray(message)) {
      const answers = (await Promise.all(message.map(answer))).filter((one) => one !== null)
      return answers.length > 0 ? answers : null
    }
    if (!isJsonObject(message)) return failed(null, INVALID_REQUEST, 'expected a JSON-RPC message')
    const id = own(message, 'id')
    const method = own(message, 'method')
    // Notifications, and answers to what we never asked.
    if (id === undefined || method === undefined) return null
    const params = own(message, 'params')
    return await answerCall(id, String(method), isJsonObject(params) ? params : {}, tools, callTool)
  }
}

async function answerCall(
  id: Json,
  method: string,
  params: JsonObject,
  tools: readonly string[],
  callTool: CallTool,
): Promise<Json> {
  switch (method) {
    case 'initialize':
      return result(id, initialized(params))
    case 'ping':
      return result(id, {})
    case 'tools/list':
      return result(id, { tools: tools.map(declared) })
    case 'tools/call':
      return await call(id, params, callTool)
    default:
      return failed(id, METHOD_UNKNOWN, `this server has tools alone, and no ${method}`)
  }
}

function initialized(params: JsonObject): Json {
  const asked = own(params, 'protocolVersion')
  return {
    protocolVersion: VERSIONS.find((version) => version === asked) ?? VERSIONS[0] ?? '',
    capabilities: { tools: {} },
    serverInfo: { name: 'pawl', version: '1' },
  }
}

const declared = (name: string): Json => ({
  name,
  description: `The tool ${name}.`,
  inputSchema: { type: 'object' },
})

async function call(id: Json, params: JsonObject, callTool: CallTool): Promise<Json> {
  const name = own(params, 'name')
  const input = own(params, 'arguments') ?? {}
  if (typeof name !== 'string' || !isJsonObject(input)) {
    return failed(id, PARAMS_INVALID, 'expected { name: string, arguments: object }')
  }
  try {
    const { content, isError } = await callTool(name, input, toolUseId(params))
    return result(id, { content: blocksOf(content), isError })
  } catch (error) {
    return failed(id, INTERNAL, `pawl: ${messageOf(error)}`)
  }
}

/** Claude Code names the tool_use that a call comes from: without it the same call would be counted by its arguments. */
function toolUseId(params: JsonObject): string | null {
  const meta = own(params, '_meta')
  const id = isJsonObject(meta) ? own(meta, 'claudecode/toolUseId') : undefined
  return typeof id === 'string' ? id : null
}

function blocksOf(content: Json): Json {
  const isBlocks =
    Array.isArray(content) && content.every((block: Json) => isJsonObject(block) && block['type'] === 'text')
  if (isBlocks) return content
  return [{ type: 'text', text: typeof content === 'string' ? content : JSON.stringify(content) }]
}

const result = (id: Json, value: Json): Json => ({ jsonrpc: '2.0', id, result: value })

const failed = (id: Json, code: number, message: string): Json => ({
  jsonrpc: '2.0',
  id,
  error: { code, message },
})
