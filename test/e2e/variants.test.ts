import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { readRun } from '../../src/run/index.ts'
import { message } from '../model/build.ts'
import { sendMessage, serve } from '../model/server.ts'
import { commandIn, folder, pawl, runFolders, shell, write } from './cli.ts'
import { agentText, newest, RIGHT, shop as regressing, WRONG } from './shop.ts'

vi.setConfig({ testTimeout: 60_000 })

const SUITE = `suite: shop
agent: ./agents/own.yaml
trials: 3
tools:
  find: [{ return: here }]
cases:
  - { id: one, input: Hi, script: [{ call: find }, { text: hello }], expect: [contains: hello] }
  - { id: two, input: Ho, script: [{ text: hello you }], expect: [contains: you] }
`

const yaml = (system: string, tool = 'find'): string =>
  `model: claude-haiku-4-5\nsystem: ${system}\ntools: [{ name: ${tool} }]\n`

const MUTE = `export default async ({ input, tools }) => {
  await tools.find()
  const body = JSON.stringify({ model: 'claude-haiku-4-5', max_tokens: 9, messages: [{ role: 'user', content: input }] })
  await fetch('https://api.anthropic.com/v1/messages', { method: 'POST', body })
  return 'hello'
}
`

const shop = (more: Readonly<Record<string, string>> = {}): string =>
  folder({
    'evals/shop.eval.yaml': SUITE,
    'evals/agents/own.yaml': yaml('own'),
    'evals/agents/brief.yaml': yaml('brief'),
    'agents/mute.mjs': MUTE,
    ...more,
  })

/** Names of the run folders without their time. */
const runNames = (dir: string): string[] =>
  runFolders(dir).map((run) => basename(run).replace(/-\d{8}T\d{6}Z/, ''))

describe('pawl run with several agents', () => {
  it('runs each on the same trials, shows each report, and leaves with the worst exit code', async () => {
    const dir = shop()
    const agents = ['--agent', 'evals/agents/brief.yaml', '--agent', 'agents/mute.mjs']
    const { code, stdout, stderr } = await pawl(dir, ['run', 'evals', ...agents])
    expect([code, stderr]).toEqual([1, ''])
    expect(stdout).toContain('reference agent evals/agents/brief.yaml')
    expect(stdout).toContain('module agent agents/mute.mjs')
    expect(stdout).toContain('success_rate >= 100%  100.0 %')
    expect(stdout).toContain('success_rate >= 100%  50.0 %')
    expect(runNames(dir)).toEqual(['shop@brief', 'shop@mute'])
    const [brief, mute] = runFolders(dir).map((run) => readRun(run).info.identity)
    expect([brief?.plan, brief?.suiteHash]).toEqual([mute?.plan, mute?.suiteHash])
    expect(existsSync(join(runFolders(dir)[1] ?? '', 'summary.json'))).toBe(true)
  })

  it('shows under a failing trial the command that runs it again with its agent', async () => {
    const dir = shop()
    const agents = ['--agent', 'evals/agents/own.yaml', '--agent', 'agents/mute.mjs']
    const { stdout } = await pawl(dir, ['run', 'evals', ...agents])
    const again = /(?<=\$ |again: |\n\s*)node \S+ (run .*--agent agents\/mute\.mjs.*)/.exec(stdout)?.[1] ?? ''
    expect(again).toContain('--case two --agent agents/mute.mjs --trial 0')
    const { code, stdout: once } = await shell(dir, `pawl ${again}`)
    expect(code).toBe(1)
    expect(once).toContain('module agent agents/mute.mjs')
    expect(once).toContain('1 case × 1 trial')
  })

  it('tells agents of one name apart', async () => {
    const dir = shop({ 'other/brief.yaml': yaml('other'), 'a b.yaml': yaml('a'), 'a-b.yaml': yaml('b') })
    const files = ['evals/agents/brief.yaml', 'other/brief.yaml', 'a b.yaml', 'a-b.yaml']
    await pawl(dir, ['run', 'evals', ...files.flatMap((file) => ['--agent', file])])
    expect(runNames(dir).toSorted()).toEqual(['shop@a-b', 'shop@a-b-2', 'shop@brief', 'shop@brief-2'])
  })

  it('runs one suite after the other', async () => {
    const other = SUITE.replace('suite: shop', 'suite: bar')
    const dir = shop({ 'evals/bar.eval.yaml': other })
    const agents = ['--agent', 'evals/agents/brief.yaml', '--agent', 'evals/agents/own.yaml']
    const { code } = await pawl(dir, ['run', ...agents, '--case', 'two', '--tag', 'none'])
    expect(code).toBe(3)
    expect((await pawl(dir, ['run', ...agents, '--case', 'two'])).code).toBe(0)
    expect(runNames(dir)).toEqual(['bar@brief', 'bar@own', 'shop@brief', 'shop@own'])
  })

  it('records each in a folder of its own, and replays the suite’s where there is none', async () => {
    const { url, received } = await serve((response, request) =>
      sendMessage(response, message(`hello you, ${JSON.parse(request.text).system}`), request),
    )
    const dir = shop()
    const env = { ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: 'key' }
    const agents = ['--agent', 'evals/agents/own.yaml', '--agent', 'evals/agents/brief.yaml']
    const record = ['run', 'evals', '--responses', 'record']
    expect((await pawl(dir, [...record, ...agents], env)).code).toBe(0)
    expect(received).toHaveLength(2 * 2 * 3)
    const recordings = join(dir, 'evals/recordings')
    expect(readdirSync(recordings).toSorted()).toEqual(['shop', 'shop@brief'])
    expect(readFileSync(join(recordings, 'shop@brief/one.json'), 'utf8')).toContain('hello you, brief')
    const replay = ['run', 'evals', '--responses', 'replay']
    expect((await pawl(dir, [...replay, ...agents])).code).toBe(0)
    expect(received).toHaveLength(2 * 2 * 3)
    expect((await pawl(dir, ['recordings', 'prune', 'evals', '--dry-run'])).stdout).not.toContain(
      'shop@brief',
    )
    rmSync(join(recordings, 'shop@brief'), { recursive: true })
    const { code, stdout } = await pawl(dir, [...replay, '--agent', 'evals/agents/brief.yaml'])
    expect(code).toBe(3)
    const said = stdout.replace(/[│\s]+/g, ' ')
    expect(said).toContain('at .system: recorded "own", now "brief"')
    expect(said).toContain(
      `${commandIn(dir)} run evals/shop.eval.yaml --agent evals/agents/brief.yaml --responses record --case one`,
    )
  })
})

describe('agents side by side', () => {
  const three = (dir: string) => {
    write(dir, 'evals/agent-b.mjs', agentText(WRONG))
    write(dir, 'evals/agent-c.mjs', agentText(RIGHT.replace('49', '4.9')))
    return ['evals/agent.mjs', 'evals/agent-b.mjs', 'evals/agent-c.mjs'].flatMap((file) => ['--agent', file])
  }

  it('are each held against the first, whose way the failing trials left', async () => {
    const dir = regressing(RIGHT, { assert: 'success_rate no_worse_than baseline' })
    const { code, stdout, stderr } = await pawl(dir, ['run', ...three(dir)])
    expect([code, stderr]).toEqual([1, ''])
    const [first = '', second = '', third = ''] = stdout.split('\n\n\n')
    expect(first).toMatch(/^shop@agent {2}/)
    expect(first).toContain('no baseline to compare with; this assertion was not evaluated')
    expect(first).toMatch(/\nPASS {2}exit 0: the gate passes · shop@agent ·/)
    expect(second).toContain(
      '  Against agent\n  4 cases compared, both played the same recordings or scripts',
    )
    expect(second).toContain('  3 regressed · 1 stable (passing)\n')
    expect(second).toMatch(/agent, trial 0 +│ agent-b, trial 0\n/)
    expect(second).toMatch(/▸ 1 {2}lookup\({order: "A1"}\) +│ ▸ 1 {2}refund\({order: "A1", amount: 1}\)/)
    expect(third).toContain('  Against agent\n')
    expect(third).toContain('  1 regressed · 3 stable (passing)\n')
    expect(stdout).toMatch(/\n3 runs {2}1 pass · 2 fail \(shop@agent-b, shop@agent-c\)\n$/)
    // That it is another agent is what was asked for.
    expect(stdout).not.toContain('the agent is not the one')
  })

  it('have names of their own in every report, that no CI server takes for another', async () => {
    const dir = regressing(RIGHT)
    const reporters = [
      '--reporter',
      'junit=o.xml',
      '--reporter',
      'json=o.json',
      '--reporter',
      'markdown=o.md',
    ]
    await pawl(dir, ['run', ...three(dir), ...reporters])
    const xml = readFileSync(join(dir, 'o.xml'), 'utf8')
    const names = [...xml.matchAll(/<testsuite name="([^"]*)"/g)].map(([, name]) => name)
    expect(names).toEqual(['shop@agent', 'shop@agent-b', 'shop@agent-c'])
    // GitLab knows a testcase by its class and name alone.
    const keys = [...xml.matchAll(/<testcase (?:[^">]|"[^"]*")*>/g)].map(
      ([tag]) => `${/classname="([^"]*)"/.exec(tag)?.[1]} ${/ name="([^"]*)"/.exec(tag)?.[1]}`,
    )
    expect(keys).toContain('shop@agent-b.gate verdict')
    expect(new Set(keys).size).toBe(keys.length)
    const json: { agent: string; runId: string }[] = JSON.parse(readFileSync(join(dir, 'o.json'), 'utf8'))
    expect(json.map(({ agent }) => agent)).toEqual(['agent.mjs', 'agent-b.mjs', 'agent-c.mjs'])
    expect(json.map(({ runId }) => runId.replace(/-\d{8}T.*/, ''))).toEqual(names)
    expect(readFileSync(join(dir, 'o.md'), 'utf8').match(/^## .*/gm)).toEqual([
      '## ✔ <code>shop&#64;agent</code>: PASS',
      '## ✔ <code>shop&#64;agent-b</code>: PASS',
      '## ✔ <code>shop&#64;agent-c</code>: PASS',
    ])
  })

  it('are no run of main: neither the newest for a baseline, nor a point of a trend', async () => {
    const dir = shop()
    const agents = ['--agent', 'evals/agents/brief.yaml', '--agent', 'evals/agents/own.yaml']
    await pawl(dir, ['run', 'evals', ...agents])
    expect(await pawl(dir, ['baseline', 'update'])).toMatchObject({ code: 2 })
    const { code, stderr } = await pawl(dir, ['trend'])
    expect([code, stderr]).toEqual([3, expect.stringContaining('it ran beside other agents, as ')])
  })

  it('the first of them is held against the committed baseline', async () => {
    const dir = regressing(RIGHT, { assert: 'success_rate no_worse_than baseline' })
    await pawl(dir, ['run', '--seed', '7', '--output', 'main'])
    await pawl(dir, ['baseline', 'update', newest(dir, 'main')])
    const { stdout } = await pawl(dir, ['run', ...three(dir)])
    expect(stdout.match(/^ {2}Against .*$/gm)).toEqual([
      '  Against evals/baselines/shop.json',
      '  Against agent',
      '  Against agent',
    ])
  })
})

it('one agent alone takes the place of the suite’s own', async () => {
  const dir = shop()
  // What is wrong with the suite's own is of no interest then.
  write(dir, 'evals/agents/own.yaml', 'modle: x\n')
  const { code, stdout } = await pawl(dir, ['run', 'evals', '--agent', 'evals/agents/brief.yaml'])
  expect(code).toBe(0)
  expect(stdout).toContain('reference agent evals/agents/brief.yaml')
  expect(runNames(dir)).toEqual(['shop'])
})

describe('an agent that cannot be run', () => {
  it.each([
    ['nope.yaml', 'error [usage] --agent nope.yaml: there is no such file\n'],
    ['agents/mutt.mjs', '--agent agents/mutt.mjs: there is no such file\n  did you mean "agents/mute.mjs"?'],
    ['agents', '--agent agents: it is a folder'],
    ['evals/shop.eval.yaml', '--agent evals/shop.eval.yaml is a suite'],
    ['agents/own.py', 'a module (.ts, .mts, .js, .mjs), found "agents/own.py"'],
  ])('is refused by its name: %s', async (file, said) => {
    const { code, stderr } = await pawl(shop({ 'agents/own.py': '' }), ['run', 'evals', '--agent', file])
    expect([code, stderr]).toEqual([2, expect.stringContaining(said)])
  })

  it('has its mistakes shown where they stand', async () => {
    const dir = shop({ 'bad.yaml': 'model: claude-haiku-4-5\nmax_itrations: 3\n' })
    const { code, stderr } = await pawl(dir, ['run', 'evals', '--agent', 'bad.yaml'])
    expect(code).toBe(2)
    expect(stderr).toContain('bad.yaml:2:1 error unknown-key')
    expect(stderr).toContain('max_iterations')
    expect(stderr).toContain('with --agent bad.yaml: ')
  })

  it('must have the tools that the suite mocks', async () => {
    const dir = shop({ 'fnd.yaml': yaml('x', 'fnd') })
    const agents = ['--agent', 'evals/agents/own.yaml', '--agent', 'fnd.yaml']
    const { code, stderr } = await pawl(dir, ['run', 'evals', ...agents])
    expect(code).toBe(2)
    expect(stderr).toContain(
      'evals/shop.eval.yaml:5:3 error mock-undeclared: the agent declares no tool "find"',
    )
    expect(stderr).toContain('with --agent fnd.yaml: 1 mistake in evals/shop.eval.yaml; nothing was run')
    expect(existsSync(join(dir, '.pawl'))).toBe(false)
  })

  it('as a module is named with what is wrong in it, and none of them runs', async () => {
    const dir = shop({ 'broken.mjs': 'export default 7\n' })
    const agents = ['--agent', 'evals/agents/own.yaml', '--agent', 'broken.mjs']
    const { code, stderr } = await pawl(dir, ['run', 'evals', ...agents])
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('[agent-unloadable] broken: the agent broken.mjs exports'),
    ])
    expect(existsSync(join(dir, '.pawl'))).toBe(false)
  })
})

it.each([
  [
    ['--agent', 'agents/mute.mjs', '--agent', './agents/mute.mjs'],
    '--agent ./agents/mute.mjs is named twice',
  ],
  [['--agent', 'agents/mute.mjs', '--against', 'HEAD'], '--against does not go with --agent'],
])('%j is refused', async (args, said) => {
  const { code, stderr } = await pawl(shop(), ['run', 'evals', ...args])
  expect([code, stderr]).toEqual([2, expect.stringContaining(said)])
})

it('a run of one of several agents is not gone on with', async () => {
  const dir = shop()
  await pawl(dir, ['run', 'evals'])
  const resume = ['--resume', runFolders(dir)[0] ?? '']
  const agents = ['--agent', 'evals/agents/own.yaml', '--agent', 'evals/agents/brief.yaml']
  expect(await pawl(dir, ['run', 'evals', ...agents, ...resume])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--resume does not go with several --agent'),
  })
  expect((await pawl(dir, ['run', 'evals', '--agent', 'evals/agents/own.yaml', ...resume])).code).toBe(0)
})
