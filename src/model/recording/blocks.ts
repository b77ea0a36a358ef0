import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import { isJsonObject, type Json, type JsonObject, own, parseJson } from '../../trajectory/index.ts'

/** SHA-256 of a value's canonical JSON (RFC 8785), hex: key order and white space make no difference. */
export function hashOf(value: Json): string {
  return createHash('sha256').update(canonical(value)).digest('hex')
}

function canonical(value: Json): string {
  try {
    return canonicalize(value) ?? ''
  } catch {
    return canonicalize(spelledOut(value)) ?? ''
  }
}

/**
 * RFC 8785 knows no half of a surrogate pair, and text that a tool cut to length may end in one: it counts as
 * the escape that JSON has for it.
 */
function spelledOut(value: Json): Json {
  const text = JSON.stringify(value).replaceAll(/\\\\|\\(?=ud[89a-f])/g, '\\\\')
  return parseJson(text)
}

/** Content that several calls of a case share, by the start of its hash. */
export type Blocks = Record<string, Json>

const REF = '$block'
const HASH_LENGTH = 16
/** Shorter content costs less in place than as a reference. */
const WORTH_SHARING = 80

/** What may recur as a whole, in a body or in one of its messages, whatever the provider. */
const SHARED = ['system', 'instructions', 'tools', 'content', 'tool_calls', 'arguments', 'output']
/** Lists whose items may recur one by one. */
const LISTS = ['messages', 'input', 'output', 'choices']

/** Puts content that may recur (system prompt, tools, a message's content) into `blocks`, once. */
export const packBody = (body: JsonObject, blocks: Blocks): JsonObject =>
  mapContent(body, (value) => share(value, blocks))

/** The body that `packBody` took apart. Throws when a block is missing. */
export const unpackBody = (packed: JsonObject, blocks: Blocks): JsonObject =>
  mapContent(packed, (value) => fetchBlock(value, blocks))

function mapContent(body: JsonObject, change: (value: Json) => Json): JsonObject {
  const changed: Record<string, Json> = { ...body }
  for (const field of LISTS) {
    const list = own(body, field)
    if (Array.isArray(list)) {
      changed[field] = list.map((item) => (isJsonObject(item) ? mapContent(item, change) : item))
    }
  }
  for (const field of SHARED) {
    const value = own(body, field)
    if (value !== undefined && !(LISTS.includes(field) && Array.isArray(value)))
      changed[field] = change(value)
  }
  // A choice of OpenAI's holds its message.
  const message = own(body, 'message')
  if (isJsonObject(message)) changed['message'] = mapContent(message, change)
  return changed
}

/** The value itself, or a reference to it in `blocks` when it is long, or could be taken for a reference. */
export function share(value: Json, blocks: Blocks): Json {
  if (JSON.stringify(value).length < WORTH_SHARING && referencedHash(value) === null) return value
  const hash = hashOf(value).slice(0, HASH_LENGTH)
  blocks[hash] = value
  return { [REF]: hash }
}

/** The value behind a reference; any other value is itself. Throws when the block is missing. */
export function fetchBlock(value: Json, blocks: Blocks): Json {
  const hash = referencedHash(value)
  if (hash === null) return value
  const block = Object.hasOwn(blocks, hash) ? blocks[hash] : undefined
  if (block === undefined) throw new Error(`block ${hash} is not in the file`)
  return block
}

function referencedHash(value: Json): string | null {
  const hash = isJsonObject(value) ? own(value, REF) : undefined
  return typeof hash === 'string' ? hash : null
}

/** The name of a block whose content is not what its hash says, or `null` when all are whole. */
export function damagedBlock(blocks: Blocks): string | null {
  for (const [hash, value] of Object.entries(blocks)) {
    if (!hashOf(value).startsWith(hash)) return hash
  }
  return null
}
