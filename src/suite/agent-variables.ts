import type { Json } from '../trajectory/index.ts'
import { type Path, type Problem, under } from './problem.ts'
import { listed } from './suggest.ts'
import { undefinedVariables, variable } from './template.ts'

/** Variables in an agent's strings that have no value there. */
export function checkNames(value: Json, names: readonly string[], at: Path): Problem[] {
  const known = names.length === 0 ? 'none has' : `known: ${listed(names.map(variable))}`
  const telling = {
    message: (written: string) => `${written} has no value here`,
    known: `${known}; with one more $ in front it is text`,
  }
  return under(at, undefinedVariables(value, names, telling))
}
