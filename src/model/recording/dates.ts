import { isJsonObject, type Json, type JsonObject, own } from '../../trajectory/index.ts'
import { mapTexts } from './map-texts.ts'
import { hideIn, type Mark } from './marks.ts'

export interface Dated {
  readonly body: JsonObject
  /** True where the model, as it answers, can have today's date from nobody but the harness. */
  readonly speaksToday: boolean
}

/**
 * Puts placeholders for today's date into a request whose other values are hidden already. What a tool says is never
 * touched: a changed delivery date is a change. What the assistant said is today's date only where it was told today's
 * date before and no tool told it the same: in a recording that is played on another day, the reply to the same
 * history follows the same rule.
 */
export function hideDates(request: JsonObject, marks: readonly Mark[]): Dated {
  const reader = createReader(marks)
  const list = ['messages', 'input'].find((field) => Array.isArray(own(request, field)))
  const fields = Object.entries(request).map(([key, value]): [string, Json] => [
    key,
    key === list ? value : reader.given(value),
  ])
  const read = fields.map(([key, value]): [string, Json] => [
    key,
    key === list && Array.isArray(value) ? mapItems(value, reader.item) : value,
  ])
  return {
    body: read.some(([key, value]) => value !== request[key]) ? Object.fromEntries(read) : request,
    speaksToday: reader.speaksToday(),
  }
}

/** Today's date in a reply to a request that speaks of today. */
export const hideDatesInReply = (reply: Json, marks: readonly Mark[]): Json =>
  mapTexts(reply, (text) => hideIn(text, marks, 'keep'))

function createReader(marks: readonly Mark[]) {
  let given = false
  let told = false
  const hide = (json: Json): Json => hideDatesInReply(json, marks)
  const reader = {
    speaksToday: () => given && !told,
    given(json: Json): Json {
      const hidden = hide(json)
      given ||= hidden !== json
      return hidden
    },
    said: (json: Json): Json => (given && !told ? hide(json) : json),
    told(json: Json): Json {
      told ||= hide(json) !== json
      return json
    },
    /** A message, or an item of OpenAI's Responses. */
    item(item: Json): Json {
      if (!isJsonObject(item)) return reader.given(item)
      if (isToolResult(item)) return reader.told(item)
      const read = isAssistants(item) ? reader.said : reader.given
      const content = own(item, 'content')
      if (!Array.isArray(content)) return read(item)
      const { content: _, ...others } = item
      const rest = read(others)
      const blocks = mapItems(content, (block) => (isToolResult(block) ? reader.told(block) : read(block)))
      return rest === others && blocks === content ? item : { ...(rest as JsonObject), content: blocks }
    },
  }
  return reader
}

/** The list itself where no item changes. */
function mapItems(items: readonly Json[], change: (item: Json) => Json): readonly Json[] {
  const changed = items.map(change)
  return changed.some((item, index) => item !== items[index]) ? changed : items
}

/** Anthropic's blocks (`tool_result`, `web_search_tool_result`), and both of OpenAI's. */
function isToolResult(item: Json): boolean {
  if (!isJsonObject(item)) return false
  return own(item, 'role') === 'tool' || /(?:tool_result|call_output)$/.test(String(own(item, 'type') ?? ''))
}

function isAssistants(item: JsonObject): boolean {
  const role = own(item, 'role')
  return (
    role === 'assistant' ||
    (role === undefined && /(?:_call|^reasoning)$/.test(String(own(item, 'type') ?? '')))
  )
}
