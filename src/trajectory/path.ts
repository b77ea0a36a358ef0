import { isJsonObject, type Json, own } from './json.ts'

const STEP = /\.?([A-Za-z_$][\w$-]*)|\[(-?\d+)\]|\["([^"]*)"\]/y

/** The steps of a path such as `choices[0].text` or `data["odd key"][-1]`; `null` for what is no path. */
export function parsePath(path: string): readonly (string | number)[] | null {
  const steps: (string | number)[] = []
  const text = path.replace(/^\$(?=[.[]|$)/, '')
  STEP.lastIndex = 0
  while (STEP.lastIndex < text.length) {
    const match = STEP.exec(text)
    if (!match) return null
    const [, name, index, quoted] = match
    if (name !== undefined) steps.push(name)
    else if (index !== undefined) steps.push(Number(index))
    else steps.push(quoted ?? '')
  }
  return steps
}

/** What stands at the path; `undefined` where there is nothing. A negative index counts from the end. */
export function readPath(json: Json, path: string): Json | undefined {
  const steps = parsePath(path)
  if (steps === null) return undefined
  let value: Json | undefined = json
  for (const step of steps) {
    if (typeof step === 'number')
      value = Array.isArray(value) ? (value as readonly Json[]).at(step) : undefined
    else value = isJsonObject(value) ? own(value, step) : undefined
    if (value === undefined) return undefined
  }
  return value
}

const MAX_KEYS = 8

/** How a value is built, without what it says: `{ id: string, choices: [{ … }] }`. */
export function shapeOf(value: Json, depth = 3): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) {
    const [first] = value as readonly Json[]
    return first === undefined ? '[]' : `[${shapeOf(first, depth - 1)}${value.length > 1 ? ', …' : ''}]`
  }
  if (!isJsonObject(value)) return typeof value
  const keys = Object.keys(value)
  if (keys.length === 0) return '{}'
  if (depth <= 0) return '{ … }'
  const shown = keys.slice(0, MAX_KEYS).map((key) => `${key}: ${shapeOf(own(value, key) ?? null, depth - 1)}`)
  return `{ ${shown.join(', ')}${keys.length > MAX_KEYS ? ', …' : ''} }`
}

/**
 * The text at a path of an answer, or the JSON of what is there. Throws where nothing is, or null; `what` begins the
 * sentence.
 */
export function textAt(json: Json, path: string, what: string): string {
  const found = readPath(json, path)
  if (found === undefined) throw new Error(`${what} has nothing at ${path}; it is ${shapeOf(json)}`)
  if (found === null) throw new Error(`${what} has null at ${path}; it is ${shapeOf(json)}`)
  return typeof found === 'string' ? found : JSON.stringify(found)
}
