import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { folder, pawl, runFolders, write } from './cli.ts'

/** A shop whose agent asks a model that draws its words, and then does as the code here says. */

export interface ShopOptions {
  readonly assert?: string
  readonly trials?: number
  /** More of the suite's keys, a line each. */
  readonly more?: string
  /** More cases. */
  readonly cases?: string
}

const SCRIPT =
  '{ variants: [{ replies: [{ text: right away, USAGE }] }, { replies: [{ text: at once, USAGE }] }] }'.replaceAll(
    'USAGE',
    'usage: { input: 100, output: 10 }, latency: 200ms',
  )

const caseText = (id: string, input: string, expectation: string): string =>
  `  - { id: ${id}, input: ${input}, expect: [${expectation}], script: ${SCRIPT} }\n`

export const suiteText = ({
  assert = 'success_rate >= 10%',
  trials = 6,
  more = '',
  cases = '',
}: ShopOptions = {}) => `suite: shop
agent: { module: ./agent.mjs }
trials: ${trials}
tools:
  refund: [{ return: done }]
  lookup: [{ return: { order: A1 } }]
assert: [${assert}]
${more}cases:
${caseText('argument', 'refund it', 'calls: { list: [{ refund: { amount: 49 } }] }')}${caseText(
  'tool',
  'where is it?',
  'calls: { list: [lookup] }',
)}${caseText('answer', 'what is in it?', 'calls: { list: [lookup] }')}${caseText('same', 'hello', 'max_iterations: 5')}${cases}`

/** What the agent does with what the model says: lines of its code. */
export const RIGHT = `
  if (id.startsWith('argument')) await tools.refund({ order: 'A1', amount: 49 })
  if (id.startsWith('tool') || id.startsWith('answer')) await tools.lookup({ order: 'A1' })
`
/** Another argument, another tool, and an answer instead of a call. */
export const WRONG = `
  if (id.startsWith('argument')) await tools.refund({ order: 'A1', amount: 4.9 })
  if (id.startsWith('tool')) await tools.refund({ order: 'A1', amount: 1 })
`

export const agentText = (does: string): string => `export default async ({ id, input, tools, random }) => {
  const body = JSON.stringify({ model: 'claude-haiku-4-5', max_tokens: 9, messages: [{ role: 'user', content: input }] })
  const response = await fetch('https://api.anthropic.com/v1/messages', { method: 'POST', body })
  const said = (await response.json()).content[0].text
${does}
  return said
}
`

export const SUITE_FILE = 'evals/shop.eval.yaml'
export const AGENT_FILE = 'evals/agent.mjs'

export const shop = (does = RIGHT, options: ShopOptions = {}): string =>
  folder({ [SUITE_FILE]: suiteText(options), [AGENT_FILE]: agentText(does) })

/** Runs the suite that is there; gives the run's folder as a user would name it. */
export async function runs(dir: string, seed: number, output: string, ...more: string[]): Promise<string> {
  const { stderr } = await pawl(dir, ['run', '--seed', String(seed), '--output', output, ...more])
  if (stderr.includes('error [')) throw new Error(stderr)
  return newest(dir, output)
}

/** The run of a folder of runs that has one alone, or its newest. */
export function newest(dir: string, output: string): string {
  const name = runFolders(dir, output).at(-1)
  if (name === undefined) throw new Error(`expected a run in ${output}`)
  return name.slice(dir.length + 1)
}

export const changeAgent = (dir: string, does: string): void => write(dir, AGENT_FILE, agentText(does))

export const jsonIn = (dir: string, file: string) => JSON.parse(readFileSync(join(dir, file), 'utf8'))
