import { isJsonObject, type Json } from '../trajectory/index.ts'
import { valueAt } from './positions.ts'
import { type Problem, pathKey } from './problem.ts'
import { listed } from './suggest.ts'

/**
 * A key that is left empty while what belongs under it stands beside it is one slip: an indent that is missing.
 * It is told at the empty key, and the keys beside it are not told as unknown.
 * @param root the value that the problems' paths begin at
 */
export function joinOutdented(problems: readonly Problem[], root: Json): Problem[] {
  const unknown = new Set(
    problems.flatMap(({ code, path }) => (code === 'unknown-key' ? [pathKey(path)] : [])),
  )
  if (unknown.size === 0) return [...problems]
  const outdented = new Set<string>()
  const joined = problems.map((problem) => {
    if (problem.code !== 'wrong-type' || valueAt(root, problem.path) !== null) return problem
    const keys = keysBehind(root, problem.path, unknown)
    for (const key of keys) outdented.add(pathKey([...problem.path.slice(0, -1), key]))
    const hint = `indent what belongs to it deeper: ${listed(keys.map((key) => `"${key}"`))}`
    return keys.length === 0 ? problem : { ...problem, hint }
  })
  return joined.filter(({ code, path }) => code !== 'unknown-key' || !outdented.has(pathKey(path)))
}

/** The unknown keys that follow a key without a gap. */
function keysBehind(root: Json, path: Problem['path'], unknown: ReadonlySet<string>): readonly string[] {
  const parent = path.slice(0, -1)
  const owner = valueAt(root, parent) ?? null
  const keys = isJsonObject(owner) ? Object.keys(owner) : []
  const behind = keys.slice(keys.indexOf(String(path.at(-1))) + 1)
  const end = behind.findIndex((key) => !unknown.has(pathKey([...parent, key])))
  return end === -1 ? behind : behind.slice(0, end)
}
