import { pathToFileURL } from 'node:url'
import { messageOf, PawlError } from '../errors.ts'
import { deeperThan, isJsonObject, type Json, type JsonObject } from '../trajectory/index.ts'
import { ToolError } from './tool-error.ts'

/** What a tool of a module gets beside its arguments. */
export interface ToolContext<State = Record<string, unknown>> {
  /** The world of this trial, to be read and changed in place. */
  readonly state: State
  /** Makes the error that the tool answers with, thrown or returned: `throw error('no such order')`. */
  readonly error: (message: string) => Error
  /** Seeded: the same trial draws the same numbers. In [0, 1). */
  readonly random: () => number
}

/**
 * A mocked tool in code: answers a call with JSON, or throws what the tool answers as its error. What it did to the
 * state until then stays done.
 */
export type ToolFunction<State = Record<string, unknown>> = (
  input: JsonObject,
  context: ToolContext<State>,
) => unknown

/** What a module of tools (`tools: ./tools.ts`) exports by default. */
export interface ToolModule<State extends object = Record<string, unknown>> {
  /** The world at the start of each trial, plain JSON; each trial has a copy of its own. */
  readonly state?: State
  readonly tools: Readonly<Record<string, ToolFunction<State>>>
}

/** A module of tools that is loaded. */
export interface LoadedTools {
  readonly state: JsonObject
  readonly functions: Readonly<Record<string, ToolFunction>>
}

/** Imports a module of tools. Throws `tools-unloadable`. */
export async function loadTools(path: string): Promise<LoadedTools> {
  const exported = await importModule(path)
  const tools = isObject(exported) && 'tools' in exported ? exported.tools : undefined
  if (!isObject(tools) || Object.keys(tools).length === 0) {
    throw unloadable(`the tools ${path} export no \`tools\` with a function for each`)
  }
  const odd = Object.entries(tools).find(([, tool]) => typeof tool !== 'function')
  if (odd !== undefined) throw unloadable(`the tools ${path} export ${odd[0]}, which is no function`)
  const state = isObject(exported) && 'state' in exported ? plainState(exported.state) : {}
  if (state === null) throw unloadable(`the tools ${path} export a state that is no mapping of JSON values`)
  return { state, functions: tools as LoadedTools['functions'] }
}

async function importModule(path: string): Promise<unknown> {
  try {
    const exported = (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>
    return exported['default'] ?? exported
  } catch (error) {
    throw unloadable(`the tools ${path} cannot be imported: ${messageOf(error)}`, error)
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

const unloadable = (message: string, cause?: unknown): PawlError =>
  new PawlError('tools-unloadable', message, {
    hint: 'A module of tools has `export default { state: { … }, tools: { get_order(input, { state, error }) { … } } }`.',
    cause,
  })

/** Deeper than any world; it bounds what walks through one. */
const MAX_DEPTH = 100

/** A copy that is JSON and nothing else; `null` for what cannot be one. */
function plainState(state: unknown): JsonObject | null {
  const copy = plainCopy(state)
  return copy !== undefined && isJsonObject(copy) && !deeperThan(copy, MAX_DEPTH) ? copy : null
}

function plainCopy(value: unknown): Json | undefined {
  try {
    const text = JSON.stringify(value)
    return text === undefined ? undefined : (JSON.parse(text) as Json)
  } catch {
    return undefined
  }
}

/** What a call of a tool came to. */
export interface FunctionAnswer {
  readonly value: Json
  readonly isError: boolean
  readonly state: JsonObject
}

/** Calls a tool of a module on a copy of the state. Throws `tools-broken` where what is left is no JSON. */
export async function callFunction(
  tool: ToolFunction,
  name: string,
  input: Json,
  before: JsonObject,
  random: () => number,
): Promise<FunctionAnswer> {
  const state = structuredClone(before) as Record<string, unknown>
  const context: ToolContext = { state, error: (message) => new ToolError(message), random }
  let answered: unknown
  let isError = false
  try {
    answered = await tool(structuredClone(input) as JsonObject, context)
    // As JSON an error that is returned, not thrown, would be a success with next to nothing in it.
    if (answered instanceof Error) throw answered
  } catch (error) {
    answered = messageOf(error)
    isError = true
  }
  const value = answered === undefined ? null : plainCopy(answered)
  const after = plainState(state)
  if (value !== undefined && after !== null) return { value, isError, state: after }
  const what = value === undefined ? 'answered with' : 'left the state as'
  throw new PawlError('tools-broken', `the tool ${name} of the suite ${what} something that is no JSON`, {
    hint: 'Answers and state are text, numbers, true, false, null, lists and plain objects.',
  })
}
