import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { folder, ROOT, start, write } from './cli.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const MOST_BYTES = 1_000_000

/** The warnings of npm are about the machine. */
const QUIET = { npm_config_loglevel: 'error' }

let project = ''
let tarball = ''

/** Builds and packs, and installs the result where nothing else is. */
beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), 'pawl-pack-'))
  await npm(ROOT, 'run', 'package', '--', project)
  tarball = join(project, `pawl-${manifest.version}.tgz`)
  write(project, 'package.json', '{ "name": "consumer", "private": true, "type": "module" }\n')
  // Offline, since there is nothing to fetch.
  await npm(project, 'install', '--offline', '--no-audit', '--no-fund', tarball)
})

async function npm(cwd: string, ...args: string[]): Promise<void> {
  const { code, stdout, stderr } = await start('npm', args, cwd, QUIET).done
  if (code !== 0) throw new Error(`npm ${args[0]} ended with ${code}:\n${stdout}${stderr}`)
}

afterAll(() => rmSync(project, { recursive: true, force: true }))

describe('the package', () => {
  it('holds what it needs to run, and nothing else', () => {
    const files = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map((path) => path.replace(/^package\//, ''))
    const allowed =
      /^(package\.json|README\.md|LICENSE|dist\/([\w/.-]+\.(js|cjs|d\.c?ts|wasm)|THIRD-PARTY-NOTICES\.txt))$/
    expect(files.filter((path) => !allowed.test(path))).toEqual([])
    for (const path of ['LICENSE', 'README.md', 'dist/cli/main.js', 'dist/index.js', 'dist/index.d.ts'])
      expect(files).toContain(path)
    expect(statSync(tarball).size).toBeLessThan(MOST_BYTES)
  })

  it('brings no other package', () => {
    expect(readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
      'pawl',
    ])
    expect(readdirSync(join(project, 'node_modules/.bin'))).toEqual(['pawl'])
    expect(existsSync(join(project, 'node_modules/pawl/node_modules'))).toBe(false)
  })

  it('runs no script when it is installed, and says nothing of packages of ours', () => {
    const shipped = JSON.parse(readFileSync(join(project, 'node_modules/pawl/package.json'), 'utf8'))
    expect(Object.keys(shipped).sort()).toEqual([
      ...['bin', 'description', 'engines', 'exports', 'files', 'keywords'],
      ...['license', 'name', 'peerDependencies', 'peerDependenciesMeta', 'type', 'version'],
    ])
  })

  it('names the licences of the code that is in it', () => {
    const notices = readFileSync(join(project, 'node_modules/pawl/dist/THIRD-PARTY-NOTICES.txt'), 'utf8')
    for (const name of ['@anthropic-ai/sdk', 'yaml', 'zod', 'chalk']) expect(notices).toContain(name)
  })
})

describe('installed', () => {
  const pawl = (...args: string[]) => start(join(project, 'node_modules/.bin/pawl'), args, project).done

  it('pawl init and pawl run work as they stand', async () => {
    const line = 'npx pawl init && npx pawl run'
    const { code, stdout, stderr } = await start('bash', ['-c', line], project, QUIET).done
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('Run it: npx pawl run')
    expect(stdout).toMatch(/^ +success rate +errors +avg cost /m)
    expect(stdout).toMatch(/^ {2}✔ success_rate >= 95% +100\.0 %/m)
    expect(stdout).toMatch(/^PASS {2}exit 0/m)
  })

  it('every command starts, with its part of the bundle', async () => {
    for (const name of ['init', 'run', 'gateway', 'lint', 'import', 'score', 'schema']) {
      const help = await pawl(name, '--help')
      expect(help).toMatchObject({ code: 0, stderr: '' })
    }
    const schema = await pawl('schema')
    expect(JSON.parse(schema.stdout)).toHaveProperty('$schema')
  })

  it('the reference agent, the SDK and the interceptor are in the bundle', async () => {
    const suite = `suite: reference
agent: ./reference.yaml
cases:
  - id: hi
    input: Hi
    expect: [contains: Hello]
    script: [{ text: Hello! }]
`
    write(project, 'reference.yaml', 'model: claude-haiku-4-5\nsystem: Be brief.\nmax_tokens: 64\n')
    write(project, 'reference.eval.yaml', suite)
    const run = await pawl('run', 'reference.eval.yaml')
    expect(run).toMatchObject({ code: 0, stderr: '' })
  })

  it('the library can be imported, and is typed without any other package', async () => {
    write(
      project,
      'consumer.ts',
      `import { PawlError, ToolError, type AgentModule, type Summary, type Trial, type TrialResult } from 'pawl'
import type { ToolModule, Trajectory } from 'pawl'

const agent: AgentModule = async (trial: Trial) => {
  const order = await trial.tools['get_order']?.({ id: 1 })
  return String(order ?? trial.input)
}
export default agent
export const outcome = (result: TrialResult): string => result.outcome
export const decided = (summary: Summary): string => summary.decision
export const events = (trajectory: Trajectory): number => trajectory.events.length
const shop = { orders: { 'A-1': { refunded: false } } as Record<string, { refunded: boolean }> }
export const tools: ToolModule<typeof shop> = {
  state: shop,
  tools: {
    refund({ order_id }, { state, error }) {
      const order = state.orders[String(order_id)]
      if (!order) throw error('no such order')
      order.refunded = true
      return { ok: true }
    },
  },
}
// @ts-expect-error an agent answers with text
export const wrong: AgentModule = async () => 42
console.log(typeof PawlError, typeof ToolError)
`,
    )
    const flags = [
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2024',
      '--types',
      '',
      '--skipLibCheck',
      'false',
    ]
    const tsc = await start(
      process.execPath,
      [join(ROOT, 'node_modules/typescript/bin/tsc'), ...flags, 'consumer.ts'],
      project,
    ).done
    expect(tsc).toEqual({ code: 0, stdout: '', stderr: '' })
    const run = await start(process.execPath, ['consumer.js'], project).done
    expect(run).toEqual({ code: 0, stdout: 'function function\n', stderr: '' })
  })

  it('the test in the README passes, and is typed', async () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
    const [, block = ''] = /^```ts\n(import 'pawl\/vitest'[\s\S]*?)^```/m.exec(readme) ?? []
    symlinkSync(join(ROOT, 'node_modules/vitest'), join(project, 'node_modules/vitest'))
    write(project, 'agent.ts', README_AGENT)
    write(project, 'agent.test.ts', block)
    const vitest = ['--run', '--dir', project, '--root', project]
    const run = await start(
      process.execPath,
      [join(ROOT, 'node_modules/vitest/vitest.mjs'), ...vitest],
      project,
      { NO_COLOR: '1' },
    ).done
    expect(run).toMatchObject({ code: 0, stdout: expect.stringMatching(/Tests +1 passed/) })
    const flags =
      '--strict --module nodenext --target es2024 --noEmit --allowImportingTsExtensions --skipLibCheck'
    const tsc = [join(ROOT, 'node_modules/typescript/bin/tsc'), ...flags.split(' '), 'agent.test.ts']
    expect(await start(process.execPath, tsc, project).done).toEqual({ code: 0, stdout: '', stderr: '' })
  })

  it('says in one sentence which Node.js it needs, on one that is too old', async (context) => {
    const old = await olderNode()
    if (old === null) return context.skip('neither this machine nor the registry has a Node.js below 22.18')
    const main = join(project, 'node_modules/pawl/dist/cli/main.js')
    const { code, stdout, stderr } = await start(old.path, [main, 'run'], project).done
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toBe(`pawl needs Node.js 22.18 or later, and this is ${old.version}.\n`)
  })
})

/** What the README's test needs of an agent: two calls and an answer. */
const README_AGENT = `export async function runMyAgent(input: string) {
  const use = (id: string, name: string, input: object) => ({ type: 'tool_use', id, name, input })
  const result = (id: string) => ({ type: 'tool_result', tool_use_id: id, content: 'ok' })
  return [
    { role: 'user', content: input },
    { role: 'assistant', content: [use('a', 'get_order', { order_id: 'A-1001' })] },
    { role: 'user', content: [result('a')] },
    { role: 'assistant', content: [use('b', 'issue_refund', { order_id: 'A-1001', amount: 49.9 })] },
    { role: 'user', content: [result('b')] },
    { role: 'assistant', content: 'Your refund is on its way.' },
  ]
}
`

/** A Node.js that is too old: one of this machine, or else of the registry. */
async function olderNode(): Promise<{ readonly path: string; readonly version: string } | null> {
  const installed = (process.env['PATH'] ?? '').split(delimiter).map((dir) => join(dir, 'node'))
  for (const path of new Set(installed.filter((path) => existsSync(path)))) {
    const version = execFileSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim()
    if (isTooOld(version)) return { path, version }
  }
  const npx = ['-y', '-p', 'node@20', 'node', '-p', '[process.execPath, process.versions.node].join()']
  const [path = '', version = ''] = (await start('npx', npx, folder(), QUIET).done).stdout.trim().split(',')
  return isTooOld(version) ? { path, version } : null
}

function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 0 && (major < 22 || (major === 22 && minor < 18))
}
