import { type AgentConfig, agentConfigSchema } from '../agent/config.ts'
import type { PriceTable } from '../model/prices.ts'
import { explainIssues } from './issues.ts'
import { type Mistake, type Problem, under } from './problem.ts'
import { readSource, type SourceFile } from './source.ts'
import { mistakeAt, parseYaml, type YamlFile } from './yaml.ts'

export interface AgentReading {
  /** `null` when the file has errors. */
  readonly config: AgentConfig | null
  readonly source: SourceFile
  readonly mistakes: readonly Mistake[]
}

/** Reads the reference agent's file; `reason` says why one cannot be read at all. */
export function readAgent(
  path: string,
  display: string,
  prices: PriceTable,
): AgentReading | { readonly reason: string } {
  const reading = readSource(path, display)
  if (!reading.ok) return { reason: reading.reason }
  const { source } = reading
  const yaml = parseYaml(source)
  if (!yaml.ok) return { config: null, source, mistakes: yaml.mistakes }
  const { file } = yaml
  const result = agentConfigSchema.safeParse(file.value)
  if (!result.success) {
    return {
      config: null,
      source,
      mistakes: [...file.mistakes, ...schemaMistakes(result.error.issues, file)],
    }
  }
  const problems = [
    ...duplicateTools(result.data),
    ...under(['model'], unknownPrice(result.data.model, prices)),
  ]
  const mistakes = [...file.mistakes, ...problems.map((problem) => mistakeAt(file, problem))]
  return { config: result.data, source, mistakes }
}

function schemaMistakes(issues: Parameters<typeof explainIssues>[0], file: YamlFile): Mistake[] {
  const subject = { schema: agentConfigSchema, value: file.value, path: [], written: file.written }
  return explainIssues(issues, subject).map((problem) => mistakeAt(file, problem))
}

function duplicateTools({ tools }: AgentConfig): Problem[] {
  return tools.flatMap(({ name }, index): Problem[] =>
    tools.findIndex((tool) => tool.name === name) === index
      ? []
      : [
          {
            code: 'duplicate-tool',
            path: ['tools', index, 'name'],
            message: `the tool "${name}" stands here twice`,
          },
        ],
  )
}

/** Paths begin at the model. */
export function unknownPrice(model: string, prices: PriceTable): Problem[] {
  if (prices.find(model) !== null) return []
  const message = `nobody knows the price of "${model}", so costs would be unknown`
  const hint = `check the name, or set it in the suite, per million tokens:  prices: { ${model}: { input: $3, output: $15 } }`
  return [{ code: 'unknown-price', path: [], message, hint }]
}
