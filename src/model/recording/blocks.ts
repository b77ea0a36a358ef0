import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import { isJsonObject, type Json, type JsonObject, own } from '../../trajectory/index.ts'

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
  return JSON.parse(text) as Json
}

/** Content that several calls of a case share, by the start of its hash. */
export type Blocks = Record<string, Json>

const REF = '$block'
const HASH_LENGTH = 16
/** Shorter content costs less in place than as a reference. */
const WORTH_SHARING = 80

/** Puts content that may recur (system prompt, tools, a message's content) into `blocks`, once. */
export function packBody(body: JsonObject, blocks: Blocks): JsonObject {
  const packed: Record<string, Json> = { ...body }
  for (const field of ['system', 'tools', 'content']) {
    const value = own(body, field)
    if (value !== undefined) packed[field] = share(value, blocks)
  }
  const messages = own(body, 'messages')
  if (Array.isArray(messages)) {
    packed['messages'] = messages.map((message) =>
      isJsonObject(message) ? packBody(message, blocks) : message,
    )
  }
  return packed
}

/** The value itself, or a reference to it in `blocks` when it is long, or could be taken for a reference. */
export function share(value: Json, blocks: Blocks): Json {
  if (JSON.stringify(value).length < WORTH_SHARING && referencedHash(value) === null) return value
  const hash = hashOf(value).slice(0, HASH_LENGTH)
  blocks[hash] = value
  return { [REF]: hash }
}

/** The body that `packBody` took apart. Throws when a block is missing. */
export function unpackBody(packed: JsonObject, blocks: Blocks): JsonObject {
  const body: Record<string, Json> = { ...packed }
  for (const field of ['system', 'tools', 'content']) {
    const value = own(packed, field)
    if (value !== undefined) body[field] = fetchBlock(value, blocks)
  }
  const messages = own(packed, 'messages')
  if (Array.isArray(messages)) {
    body['messages'] = messages.map((message) =>
      isJsonObject(message) ? unpackBody(message, blocks) : message,
    )
  }
  return body
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
