import { isJsonObject, type Json, type JsonObject, own } from '../../trajectory/index.ts'
import { requestDelta, stepsBack, wholeRequest } from '../../trajectory/request-delta.ts'
import type { EndpointName } from '../protocol/types.ts'
import { type Blocks, packBody, unpackBody } from './blocks.ts'

interface Call {
  readonly endpoint?: EndpointName | undefined
  readonly request: JsonObject
}

/**
 * Only what each request adds to one before at the same endpoint, so that long conversations take linear space, also
 * where sub-agents take turns: how many requests `back` that one is (1 where it does not say), `same` fields, `changed`
 * fields, and how many messages it keeps before its own. OpenAI's Responses call them `input`.
 */
export function packRequests(calls: readonly Call[], blocks: Blocks): JsonObject[] {
  const earlierAt = requestsByEndpoint()
  return calls.map(({ endpoint, request }) => {
    const list = listOf(request)
    const asked = asMessages(request, list)
    const earlier = earlierAt(endpoint).map((each) => asMessages(each, list))
    earlierAt(endpoint).push(request)
    const back = stepsBack(earlier, asked)
    const { same, changed, keep, messages } = requestDelta(earlier.at(-back) ?? {}, asked)
    return {
      ...(back === 1 ? {} : { back }),
      ...(same.length === 0 ? {} : { same }),
      ...(Object.keys(changed).length === 0 ? {} : { changed: packBody(changed, blocks) }),
      ...(keep === 0 ? {} : { keep }),
      ...(messages === null ? {} : packBody({ [list]: messages }, blocks)),
    }
  })
}

/** The requests that `packRequests` took apart. Throws where one does not fit to those before. */
export function unpackRequests(calls: readonly Call[], blocks: Blocks): JsonObject[] {
  const earlierAt = requestsByEndpoint()
  return calls.map((call, index) => {
    const list = own(call.request, 'input') === undefined ? 'messages' : 'input'
    const { back = 1, same = [], changed = {}, keep = 0, ...rest } = call.request
    const delta = {
      same,
      changed: isJsonObject(changed) ? unpackBody(changed, blocks) : changed,
      keep,
      messages: own(unpackBody(rest, blocks), list) ?? null,
    }
    const earlier = earlierAt(call.endpoint)
    const previous = asMessages(earlier.at(-Number(back)) ?? {}, list)
    const whole = wholeRequest(previous, delta, `the request of call ${index + 1}`)
    const request = list === 'input' ? renamed(whole, 'messages', 'input') : whole
    earlier.push(request)
    return request
  })
}

/** The requests so far at an endpoint, to be added to. */
function requestsByEndpoint(): (endpoint: EndpointName | undefined) => JsonObject[] {
  const lists = new Map<EndpointName, JsonObject[]>()
  return (endpoint = 'messages') => {
    const list = lists.get(endpoint) ?? []
    lists.set(endpoint, list)
    return list
  }
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
