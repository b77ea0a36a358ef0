import { isJsonObject, type Json, type JsonObject, own } from '../../trajectory/index.ts'
import { RESPONSES_USAGE, toldUsage } from './openai.ts'
import { shown } from './shown.ts'
import { type Assembler, type Chunk, StreamError } from './types.ts'

const LAST_EVENTS: readonly Json[] = ['response.completed', 'response.incomplete', 'response.failed']

/**
 * Takes the whole response from the stream's last event; those before only tell when its text came. A response that
 * failed is a body and an error.
 */
export function createResponsesAssembler(elapsedMs: () => number): Assembler {
  let began = false
  let response: JsonObject | null = null
  let error: JsonObject | null = null
  const open = new Set<Json>()
  const items: JsonObject[] = []
  const chunks: Chunk[] = []

  function changeItems(event: JsonObject): void {
    const index = own(event, 'output_index') ?? null
    if (event['type'] === 'response.output_item.added') open.add(index)
    else if (!open.has(index))
      throw new StreamError(`a ${shown(event['type'])} names item ${shown(index)}, which is not open`)
    if (event['type'] !== 'response.output_item.done') return
    open.delete(index)
    if (isJsonObject(event['item'])) items.push(event['item'])
  }

  function takeDelta({ output_index: index, delta }: JsonObject): void {
    if (typeof index !== 'number' || typeof delta !== 'string' || delta === '') return
    chunks.push([index, delta.length, elapsedMs()])
  }

  function finish(event: JsonObject): void {
    const whole = own(event, 'response')
    if (!isJsonObject(whole)) throw new StreamError(`${shown(event['type'])} carries no response`)
    const output = own(whole, 'output')
    // Some servers send the items once and leave them out of the response at the end.
    const left = Array.isArray(output) && output.length > 0 ? output : items
    response = { ...whole, output: left }
    if (event['type'] === 'response.failed') error = { error: failureOf(own(whole, 'error')) }
  }

  return {
    push(event) {
      if (response || error) return
      const type = shown(event['type'])
      if (type === 'error') error = { error: errorOf(event) }
      if (!type.startsWith('response.')) return
      if (!began && type !== 'response.created')
        throw new StreamError('the stream does not begin with response.created')
      began = true
      if (Object.hasOwn(event, 'output_index')) changeItems(event)
      if (type.endsWith('.delta')) takeDelta(event)
      if (LAST_EVENTS.includes(type)) finish(event)
    },
    body() {
      if (response === null)
        throw new StreamError('the stream ended before response.completed: the reply is cut off')
      if (open.size > 0)
        throw new StreamError(`item ${shown([...open][0])} never ended: the reply is cut off`)
      return response
    },
    chunks,
    get ended() {
      return response !== null
    },
    get error() {
      return error
    },
    get usage() {
      return response && toldUsage(response, RESPONSES_USAGE)
    },
  }
}

/** The event is the error itself, or holds it. */
function errorOf({ type: _, sequence_number: __, ...event }: JsonObject): JsonObject {
  return failureOf(isJsonObject(event['error']) ? event['error'] : event)
}

function failureOf(error: Json | undefined): JsonObject {
  const said = isJsonObject(error) ? error : {}
  return { ...said, type: own(said, 'type') ?? own(said, 'code') ?? 'server_error' }
}
