import { isJsonObject, type Json } from './json.ts'

/** The way to a value inside of another: keys, and indices of lists as digits. */
export type Steps = readonly string[]

/** `name`, `["any key"]` or `[0]`; a bare name is anything without the characters that paths are written with. */
const STEP = /(?:^|(?!^)\.)([^\s.[\]{}"$*]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/y

/** The steps of a path such as `orders.A-1001.items[0]` or `users["jo@shop.com"].name`; `null` for what is no path. */
export function parseSteps(path: string): Steps | null {
  const steps: string[] = []
  STEP.lastIndex = 0
  while (STEP.lastIndex < path.length) {
    const [, name, index, quoted] = STEP.exec(path) ?? []
    const step = name ?? index ?? unquoted(quoted)
    if (step === null) return null
    steps.push(step)
  }
  return steps.length === 0 ? null : steps
}

function unquoted(quoted: string | undefined): string | null {
  if (quoted === undefined) return null
  try {
    return String(JSON.parse(quoted))
  } catch {
    return null
  }
}

const BARE = /^[^\s.[\]{}"$*]+$/
const INDEX = /^(?:0|[1-9]\d{0,8})$/

/** Steps as a path that has them again. */
export function showSteps(steps: Steps): string {
  let path = ''
  for (const step of steps) {
    if (INDEX.test(step)) path += `[${step}]`
    else if (BARE.test(step)) path += path === '' ? step : `.${step}`
    else path += `[${JSON.stringify(step)}]`
  }
  return path
}

/** What stands there; `undefined` where nothing does. A prototype's members are nothing. */
export function valueAt(root: Json, steps: Steps): Json | undefined {
  let value: Json | undefined = root
  for (const step of steps) {
    value = childAt(value, step)
    if (value === undefined) return undefined
  }
  return value
}

/** The value at one step. */
export function childAt(value: Json | undefined, step: string): Json | undefined {
  if (Array.isArray(value)) return INDEX.test(step) ? (value[Number(step)] as Json | undefined) : undefined
  return isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined
}

/**
 * The value with another one at the steps; `undefined` takes it out. What is not on the way is shared, not copied, and
 * mappings that are missing on the way are made. Throws Error with the path that cannot be reached.
 */
export function withValueAt(root: Json, steps: Steps, value: Json | undefined, depth = 0): Json {
  const step = steps[depth]
  if (step === undefined) throw new Error('the path is empty')
  const inner = childAt(root, step)
  const isLast = depth === steps.length - 1
  if (value === undefined && inner === undefined) return root
  const next = isLast ? value : withValueAt(inner === undefined ? {} : inner, steps, value, depth + 1)
  if (Array.isArray(root)) return listWith(root, steps, depth, next)
  if (isJsonObject(root)) return objectWith(root, step, next)
  throw new Error(`${showSteps(steps.slice(0, depth))} is neither a mapping nor a list`)
}

function listWith(list: readonly Json[], steps: Steps, depth: number, value: Json | undefined): Json {
  const step = steps[depth] ?? ''
  const index = Number(step)
  if (!INDEX.test(step) || index > list.length) {
    const where = showSteps(steps.slice(0, depth))
    throw new Error(`${where} is a list of ${list.length}, and ${step} is no place in it`)
  }
  return value === undefined ? list.toSpliced(index, 1) : list.toSpliced(index, 1, value)
}

/** A computed key is data, `__proto__` as well. */
function objectWith(object: { readonly [key: string]: Json }, step: string, value: Json | undefined): Json {
  if (value !== undefined) return { ...object, [step]: value }
  const { [step]: _, ...rest } = object
  return rest
}
