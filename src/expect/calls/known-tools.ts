import * as z from 'zod'
import {
  type ContentBlock,
  deeperThan,
  type Indexed,
  isJsonObject,
  type JsonObject,
  type ModelCall,
  own,
} from '../../trajectory/index.ts'
import { type CompiledSchema, compileSchema } from '../json-schema.ts'
import { sayFew, shorten, showValue } from '../show.ts'
import type { Expectation, Finding, Scene } from '../types.ts'
import { trueField } from './fields.ts'

const DESCRIPTION =
  "The model calls only tools that its request declares, with arguments that fit the tool's schema."

export const knownTools: Expectation<true> = {
  name: 'known_tools',
  schema: z
    .strictObject({ known_tools: trueField(DESCRIPTION) })
    .meta({ description: DESCRIPTION })
    .transform((item) => item.known_tools),
  describe: () => 'known tools',
  score: (_, scene) => {
    const judged = scene.answers.flatMap(judgeAnswer)
    const wrong = judged.filter(({ verdict }) => verdict === 'wrong')
    if (wrong.length > 0) return { score: 0, ...say(wrong) }
    const unknown = judged.filter(({ verdict }) => verdict === 'unknown')
    if (unknown.length > 0) return { score: 0, ...say(unknown), unknown: true }
    return judged.length === 0 ? nothingCalled(scene) : FITTING
  },
}

const FITTING: Finding = { score: 1, reason: 'every call fits a tool of the request', events: [] }

function nothingCalled({ answers }: Scene): Finding {
  if (answers.length > 0) return { score: 1, reason: 'the model called no tool', events: [] }
  return { score: 0, reason: 'no answer of the model is on record', events: [], unknown: true }
}

/** What is to be said of a call that the model asked for. */
interface Judged {
  readonly verdict: 'right' | 'wrong' | 'unknown'
  /** Of the answer that asks for it. */
  readonly index: number
  readonly text: string
}

function say(judged: readonly Judged[]): Pick<Finding, 'reason' | 'events'> {
  const reason = sayFew(judged.map(({ text, index }) => `${text} (event ${index})`))
  return { reason, events: [...new Set(judged.map(({ index }) => index))] }
}

function judgeAnswer({ index, event: { request, response } }: Indexed<ModelCall>): Judged[] {
  const uses = (response?.content ?? []).filter(({ type }) => type === 'tool_use')
  if (uses.length === 0) return []
  if (request === null) {
    return [
      { verdict: 'unknown', index, text: 'the tools of the model are unknown: no request is on record' },
    ]
  }
  const tools = toolsOf(request)
  return uses.map((use) => ({ index, ...judgeUse(use, tools) }))
}

/** The declared tools by name. */
function toolsOf(request: JsonObject): ReadonlyMap<string, JsonObject> {
  const tools = own(request, 'tools')
  const declared = Array.isArray(tools) ? tools.filter(isJsonObject) : []
  return new Map(declared.map((tool) => [String(own(tool, 'name')), tool]))
}

function judgeUse(use: ContentBlock, tools: ReadonlyMap<string, JsonObject>): Omit<Judged, 'index'> {
  const name = String(own(use, 'name'))
  const input = own(use, 'input') ?? {}
  const tool = tools.get(name)
  if (tool === undefined) {
    const text = `${shorten(name, 60)} is no tool of the request, which has ${listTools([...tools.keys()])}`
    return { verdict: 'wrong', text }
  }
  const schema = own(tool, 'input_schema')
  // Tools that the provider defines come without one.
  if (!isJsonObject(schema)) return RIGHT
  const compiled = compileOnce(schema)
  if (!compiled.ok) {
    const why = compiled.problems.map(({ message }) => message).join('; ')
    return { verdict: 'unknown', text: `the input_schema of ${shorten(name, 60)} is not understood: ${why}` }
  }
  const miss = compiled.check(input)
  if (miss === null) return RIGHT
  const text = `${shorten(name, 60)}(${showValue(input)}) does not fit the tool's input_schema: ${miss}`
  return { verdict: 'wrong', text }
}

const RIGHT = { verdict: 'right', text: '' } as const

const MAX_LISTED = 10

function listTools(names: readonly string[]): string {
  if (names.length === 0) return 'none'
  const more = names.length - MAX_LISTED
  const listed = names.slice(0, MAX_LISTED).map((name) => shorten(name, 60))
  return `${listed.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

const MAX_SCHEMAS = 500
const MAX_DEPTH = 100

/** Every trial declares its tools again: equal schemas are compiled once. */
const compiledSchemas = new Map<string, CompiledSchema>()

function compileOnce({ $schema: _, ...schema }: JsonObject): CompiledSchema {
  if (deeperThan(schema, MAX_DEPTH)) return compileSchema(schema, 'lenient')
  const text = JSON.stringify(schema)
  const known = compiledSchemas.get(text)
  if (known !== undefined) return known
  // A run has a few dozen; what makes up new ones all the time shall not fill the memory.
  if (compiledSchemas.size >= MAX_SCHEMAS) compiledSchemas.clear()
  const compiled = compileSchema(schema, 'lenient')
  compiledSchemas.set(text, compiled)
  return compiled
}
