import { isJsonObject, type Json, type JsonObject, own } from '../../trajectory/index.ts'
import { requestDelta, wholeRequest } from '../../trajectory/request-delta.ts'
import type { EndpointName } from '../protocol/types.ts'
import { type Blocks, packBody, unpackBody } from './blocks.ts'

interface Call {
  readonly endpoint?: EndpointName | undefined
  readonly request: JsonObject
}

/**
 * Only what each request adds to the one before at the same endpoint, so that a long conversation takes linear space:
 * `same` fields, `changed` fields, and how many messages it keeps before its own. OpenAI's Responses call them `input`.
 */
export function packRequests(calls: readonly Call[], blocks: Blocks): JsonObject[] {
  return calls.map(({ request }, index) => {
    const list = listOf(request)
    const previous = asMessages(calls[previousAt(calls, index)]?.request ?? {}, list)
    const { same, changed, keep, messages } = requestDelta(previous, asMessages(request, list))
    return {
      ...(same.length === 0 ? {} : { same }),
      ...(Object.keys(changed).length === 0 ? {} : { changed: packBody(changed, blocks) }),
      ...(keep === 0 ? {} : { keep }),
      ...(messages === null ? {} : packBody({ [list]: messages }, blocks)),
    }
  })
}

/** The requests that `packRequests` took apart. Throws where one does not fit to those before. */
export function unpackRequests(calls: readonly Call[], blocks: Blocks): JsonObject[] {
  const requests: JsonObject[] = []
  for (const [index, call] of calls.entries()) {
    const list = own(call.request, 'input') === undefined ? 'messages' : 'input'
    const { same = [], changed = {}, keep = 0, ...rest } = call.request
    const delta = {
      same,
      changed: isJsonObject(changed) ? unpackBody(changed, blocks) : changed,
      keep,
      messages: own(unpackBody(rest, blocks), list) ?? null,
    }
    const previous = asMessages(requests[previousAt(calls, index)] ?? {}, list)
    const whole = wholeRequest(previous, delta, `the request of call ${index + 1}`)
    requests.push(list === 'input' ? renamed(whole, 'messages', 'input') : whole)
  }
  return requests
}

/** The call before at the same endpoint; -1 where there is none. */
function previousAt(calls: readonly Call[], index: number): number {
  const endpointOf = (call: Call | undefined): EndpointName => call?.endpoint ?? 'messages'
  const endpoint = endpointOf(calls[index])
  return calls.slice(0, index).findLastIndex((call) => endpointOf(call) === endpoint)
}

const listOf = (request: JsonObject): 'messages' | 'input' =>
  own(request, 'messages') === undefined && Array.isArray(own(request, 'input')) ? 'input' : 'messages'

const asMessages = (request: JsonObject, list: 'messages' | 'input'): JsonObject =>
  list === 'input' ? renamed(request, 'input', 'messages') : request

const renamed = (object: JsonObject, from: string, to: string): JsonObject =>
  Object.fromEntries(
    Object.entries(object)
      .filter(([key]) => key !== to)
      .map(([key, value]): [string, Json] => [key === from ? to : key, value]),
  )
