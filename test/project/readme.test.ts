import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { METRICS } from '../../src/gate/metrics.ts'
import { PRICES_AS_OF } from '../../src/model/prices.ts'
import { reporters } from '../../src/report/index.ts'
import { loadSuite, suiteJsonSchema } from '../../src/suite/index.ts'
import { folder, pawl, runFolders, shell } from '../e2e/cli.ts'
import { judgeProvider } from '../run/judge-provider.ts'
import { expectationsTable, tableInReadme } from './expectations-table.ts'

vi.setConfig({ testTimeout: 60_000 })

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')

/** The blocks of a language, those in lists without their indentation. */
function blocks(language: string): string[] {
  const found = readme.matchAll(new RegExp(`^( *)\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\``, 'gm'))
  return [...found].map(([, indent = '', text = '']) => text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''))
}

/** The trials of the suite that `pawl init` writes, as transcripts made elsewhere. */
const transcripts = [0, 1, 2].flatMap((trial) => {
  const usage = { input_tokens: 200, output_tokens: 20 }
  const reply = (content: unknown) => ({ role: 'assistant', content })
  const user = (content: unknown) => ({ role: 'user', content })
  const input = { order_id: 'A-1001' }
  const order = JSON.stringify({ status: 'delivered', day: 'Tuesday' })
  const lookUp = [{ type: 'tool_use', id: 't', name: 'get_order', input }]
  const found = [{ type: 'tool_result', tool_use_id: 't', content: order }]
  const asked = [user('Where is order A-1001?'), reply(lookUp), user(found), reply('It was delivered.')]
  const call = { usage, latencyMs: 500 }
  return [
    { case: 'order-status', trial, messages: asked, calls: [call, call] },
    { case: 'small-talk', trial, messages: [user('Hello!'), reply('Hello!')], calls: [call] },
  ]
})

const yamlBlocks = blocks('yaml')
const suiteBlock = yamlBlocks.find((block) => block.startsWith('suite: ')) ?? ''

test('the suite in the README runs as it stands, and passes', async () => {
  const dir = folder({ 'x.eval.yaml': suiteBlock })
  cpSync(join(ROOT, 'evals/agents'), join(dir, 'agents'), { recursive: true })
  const lint = await pawl(dir, ['lint', 'x.eval.yaml'])
  expect(lint).toEqual({ code: 0, stdout: 'x.eval.yaml: 1 case, no mistakes\n', stderr: '' })
  const { code, stdout, stderr } = await pawl(dir, ['run', 'x.eval.yaml'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout.match(/^ {2}✔ /gm)).toHaveLength(4)
})

test('the agents in the README are agents', async () => {
  const agents = yamlBlocks.filter((block) => block.startsWith('agent:'))
  expect(agents).not.toEqual([])
  for (const [index, agent] of agents.entries()) {
    const cases = 'cases: [{ id: a, input: Hi, expect: [contains: hi] }]'
    const dir = folder({ 'x.eval.yaml': `suite: x-${index}\n${agent}\n${cases}\n`, 'agent.py': '' })
    for (const name of ['workspace', 'server.mjs']) mkdirSync(join(dir, name))
    expect((await loadSuite('x.eval.yaml', { cwd: dir })).diagnostics).toEqual([])
  }
})

/** A suite with a judge, for the command that holds one against people. */
const judgedFiles = {
  'agent.yaml': 'model: claude-opus-5\n',
  'judged.eval.yaml': `suite: judged
agent: ./agent.yaml
cases: [{ id: hello, input: Hi, expect: [judge: { rubric: It is polite. }] }]
`,
  'labels.jsonl': `${JSON.stringify({
    messages: [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello!' },
    ],
    label: 'pass',
  })}\n`,
}

test('the commands in the README work, one after the other', async () => {
  const { env } = await judgeProvider('pass')
  const dir = folder({
    ...judgedFiles,
    'agent.py': '',
    'transcripts.jsonl': transcripts.map((each) => `${JSON.stringify(each)}\n`).join(''),
  })
  const lines = blocks('sh').flatMap((block) =>
    block.split('\n').filter((line) => line.startsWith('npx pawl')),
  )
  expect(lines.length).toBeGreaterThan(4)
  for (const line of lines) {
    const runs = existsSync(join(dir, '.pawl/runs')) ? runFolders(dir) : []
    const meant = line.includes('pawl compare') ? /hello/ : /import|transcripts/
    const run = runs.findLast((folder) => meant.test(folder)) ?? ''
    const suite = line.includes('pawl judge') ? 'judged.' : 'evals/hello.'
    const command = line.replace('.pawl/runs/<id>', run).replace('evals/x.', suite)
    const provider = suite === 'judged.' ? env : {}
    const { code, stderr } = await shell(dir, command.replace('npx pawl', 'pawl'), provider)
    expect({ command, code, stderr }).toEqual({ command, code: 0, stderr: '' })
  }
})

test('the npm scripts that the README names are there', () => {
  const named = [...readme.matchAll(/^npm (?:run )?(\w+)/gm)].map(([, name = '']) => name)
  const scripts = Object.keys(manifest.scripts)
  expect(named.filter((name) => !['ci', 'install', ...scripts].includes(name))).toEqual([])
})

test('the table of expectations in the README is that of the registry (npm run docs)', () => {
  expect(tableInReadme()).toBe(expectationsTable())
})

test('the README names every metric and reporter, and the date of the prices', () => {
  const missing = [...reporters.keys()].filter((name) => !readme.includes(name))
  expect(missing).toEqual([])
  const families = readme.replace(/p50\|p95\|p99_(\w+)/g, 'p50_$1 p95_$1 p99_$1')
  const measured = METRICS.map(({ name }) => name).filter((name) => !/attack/.test(name))
  expect(measured.filter((name) => !families.includes(name))).toEqual([])
  expect(readme).toContain(PRICES_AS_OF)
})

test('the README names every key of a suite and of a case', () => {
  const { properties } = suiteJsonSchema() as unknown as Schema
  const keys = [properties, properties['cases']?.items?.properties].flatMap((part) => Object.keys(part ?? {}))
  expect(keys.length).toBeGreaterThan(30)
  expect(keys.filter((key) => !new RegExp(`\\b${key}\\b`).test(readme))).toEqual([])
})

interface Schema {
  readonly properties: Readonly<Record<string, { readonly items?: Partial<Schema> }>>
}

test('the schema that the shipped suites name is the one that pawl schema prints', () => {
  const stored: unknown = JSON.parse(readFileSync(join(ROOT, 'evals/suite.schema.json'), 'utf8'))
  expect(stored).toEqual(suiteJsonSchema())
})
