import { type Locate, resolvePath } from './agent-paths.ts'
import { moduleParts } from './module-parts.ts'
import type { Problem } from './problem.ts'
import type { RulesFile } from './schema.ts'
import type { ToolModuleRef } from './types.ts'

/** `tools:` of a suite: rules, or a module whose functions answer. Paths of problems begin there. */
export interface ToolsReading {
  readonly rules: RulesFile
  readonly module: ToolModuleRef | null
  readonly problems: readonly Problem[]
}

export function readTools(tools: RulesFile | string, locate: Locate): ToolsReading {
  if (typeof tools !== 'string') return { rules: tools, module: null, problems: [] }
  if (!/\.[cm]?[jt]s$/.test(tools)) {
    const message = `expected rules, or a module such as ./tools.ts, found ${JSON.stringify(tools)}`
    return { rules: {}, module: null, problems: [{ code: 'invalid-value', path: [], message }] }
  }
  const part = { what: 'the tools', kind: 'file', at: [], code: 'tools-unreadable' } as const
  const { value: path, problems } = resolvePath(tools, part, locate)
  const parts = problems.length === 0 ? moduleParts(path) : {}
  return { rules: {}, module: { path, parts }, problems }
}
