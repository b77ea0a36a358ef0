import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { message } from '../model/build.ts'
import { sendMessage, serve } from '../model/server.ts'
import { type Environment, folder, journalLines, MAIN, pawl, runFolders, start, write } from './cli.ts'
import { agentText, RIGHT, suiteText, WRONG } from './shop.ts'

vi.setConfig({ testTimeout: 60_000 })

const SECONDS = { timeout: 15_000, interval: 20 }

const suite = (agent: string, more = ''): string => `suite: shop
agent: ${agent}
trials: 2
${more}cases:
  - { id: one, input: Hi, script: [{ text: hello }], expect: [contains: hello] }
`

function git(dir: string, ...args: readonly string[]): string {
  const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', '-c', 'init.defaultBranch=main']
  return execFileSync('git', [...who, ...args], { cwd: dir, encoding: 'utf8' }).trim()
}

/** A repository in which these files are committed; gives the folder and the start of the commit. */
function repository(files: Readonly<Record<string, string>>): {
  readonly dir: string
  readonly commit: string
} {
  const dir = folder({ '.gitignore': '.pawl\nnode_modules\n', ...files })
  git(dir, 'init', '-q')
  git(dir, 'add', '-A')
  git(dir, 'commit', '-qm', 'one')
  return { dir, commit: git(dir, 'rev-parse', '--short', 'HEAD') }
}

/** Each test has a folder of its own for temporary files, to see what is left in it. */
function withTemporary(): { readonly env: Environment; readonly left: () => string[] } {
  const tmp = folder()
  return {
    env: { TMPDIR: tmp },
    left: () => readdirSync(tmp).filter((name) => name.startsWith('pawl-against')),
  }
}

const runNames = (dir: string): string[] =>
  runFolders(dir).map((run) => basename(run).replace(/-\d{8}T\d{6}Z/, ''))

const saying = (what: string): string => `export default () => ${JSON.stringify(what)}\n`

describe('pawl run --against', () => {
  it('runs the agent beside what it was, and leaves nothing but the runs', async () => {
    const { dir, commit } = repository({
      'evals/shop.eval.yaml': suite('{ module: ./agent.mjs }'),
      'evals/agent.mjs': `import { words } from '../lib/words.mjs'\nexport default () => words\n`,
      'lib/words.mjs': `export const words = 'hello'\n`,
    })
    write(dir, 'lib/words.mjs', `export const words = 'good-bye'\n`)
    const { env, left } = withTemporary()
    const before = git(dir, 'status', '--porcelain')
    const { code, stdout, stderr } = await pawl(dir, ['run', 'evals', '--against', 'HEAD'], env)
    expect([code, stderr]).toEqual([1, ''])
    expect(stdout).toContain(`module agent ${commit}:evals/agent.mjs`)
    expect(stdout).toContain('module agent evals/agent.mjs')
    expect(stdout).toMatch(/success_rate >= 100% {2}100\.0 %.*success_rate >= 100% +0\.0 %/s)
    expect(runNames(dir)).toEqual([`shop@${commit}`, 'shop@working-tree'])
    expect(left()).toEqual([])
    expect([git(dir, 'status', '--porcelain'), git(dir, 'worktree', 'list').split('\n')]).toEqual([
      before,
      [expect.stringContaining('[main]')],
    ])
  })

  it('fails a regression though the suite asserts nothing of a baseline', async () => {
    const { dir, commit } = repository({
      'evals/shop.eval.yaml': suiteText({ assert: 'success_rate >= 1%' }),
      'evals/agent.mjs': agentText(RIGHT),
    })
    write(dir, 'evals/agent.mjs', agentText(WRONG))
    const { code, stdout, stderr } = await pawl(dir, ['run', '--against', 'HEAD'])
    expect([code, stderr]).toEqual([1, ''])
    const [past = '', present = ''] = stdout.split('\n\n\n')
    expect(past).toMatch(new RegExp(`^shop@${commit} `))
    expect(past).not.toContain('no_worse_than')
    expect(present).toMatch(/^shop {2}/)
    expect(present).toContain('✔ success_rate >= 1%')
    expect(present).toContain('✖ success_rate no_worse_than baseline')
    expect(present).toContain(`  Against ${commit}\n  4 cases compared, both played the same`)
    expect(present).toContain('✖ argument  6/6 → 0/6  regressed\n')
    expect(present).toMatch(/baseline, trial 0 +│ this run, trial 0\n/)
    expect(stdout).toMatch(/\n2 runs {2}1 pass · 1 fail \(shop\)\n$/)
  })

  it('fails nothing for what the agent of then misses of today, in any report', async () => {
    const { dir, commit } = repository({
      'evals/shop.eval.yaml': suiteText({ assert: 'success_rate >= 90%' }),
      'evals/agent.mjs': agentText(WRONG),
    })
    write(dir, 'evals/agent.mjs', agentText(RIGHT))
    const reporters = ['--reporter', 'junit=o.xml', '--reporter', 'json=o.json']
    const { code, stdout } = await pawl(dir, ['run', '--against', 'HEAD', ...reporters])
    expect(code).toBe(0)
    const [past = '', present = ''] = stdout.split('\n\n\n')
    expect(past).toContain('✖ success_rate >= 90%')
    expect(past.replace(/\s+/g, ' ')).toContain('what it misses of today fails nothing')
    expect(past).toMatch(new RegExp(`\nPASS  exit 0: the gate passes · shop@${commit}`))
    expect(present).toContain('3 improved · 1 stable (passing)')
    expect(stdout).toMatch(/\n2 runs {2}2 pass\n$/)
    const xml = readFileSync(join(dir, 'o.xml'), 'utf8')
    expect(xml).toContain(`<testsuite name="shop@${commit}"`)
    expect(xml).not.toMatch(/<failure|<error/)
    const json: { exitCode: number }[] = JSON.parse(readFileSync(join(dir, 'o.json'), 'utf8'))
    expect(json.map(({ exitCode }) => exitCode)).toEqual([0, 0])
  })

  it('that cannot be evaluated is no baseline', async () => {
    const { dir } = repository({
      'evals/shop.eval.yaml': suite('{ module: ./agent.mjs }').replace(
        'script: [{ text: hello }]',
        'script: []',
      ),
      'evals/agent.mjs': agentText(RIGHT),
    })
    write(dir, 'evals/agent.mjs', saying('hello'))
    const { code, stdout } = await pawl(dir, ['run', 'evals', '--against', 'HEAD'])
    expect(code).toBe(3)
    expect(stdout).toMatch(/NOT EVALUATED {2}exit 3: could not evaluate · shop@/)
  })

  it('takes nothing but the agent from the suite of then', async () => {
    const { dir } = repository({
      // What is wrong in it elsewhere, or of another version, does not matter.
      'evals/shop.eval.yaml': `${suite('./old.yaml').replace('contains: hello', 'contains: goodbye')}unheard_of: 3\n`,
      'evals/old.yaml': 'model: claude-haiku-4-5\n',
    })
    // The agent of then had no such tool: nothing calls its mock.
    write(dir, 'evals/shop.eval.yaml', suite('./new.yaml', 'tools: { find: [{ return: here }] }\n'))
    write(dir, 'evals/new.yaml', 'model: claude-haiku-4-5\ntools: [{ name: find }]\n')
    const { code, stdout } = await pawl(dir, ['run', 'evals', '--against', 'HEAD'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/:evals\/old\.yaml.*agent evals\/new\.yaml/s)
  })

  it('replays what was recorded then', async () => {
    const { url } = await serve((response, request) =>
      sendMessage(response, message(`hello, ${JSON.parse(request.text).system}`), request),
    )
    const agent = (system: string) => `model: claude-haiku-4-5\nsystem: ${system}\n`
    const { dir } = repository({ 'evals/shop.eval.yaml': suite('./a.yaml'), 'evals/a.yaml': agent('then') })
    const key = { ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: 'key' }
    const record = () => pawl(dir, ['record', 'evals/shop.eval.yaml'], key)
    await record()
    git(dir, 'add', '-A')
    git(dir, 'commit', '-qm', 'recorded')
    write(dir, 'evals/a.yaml', agent('now'))
    await record()
    const { code, stderr } = await pawl(dir, ['run', 'evals', '--responses', 'replay', '--against', 'HEAD'])
    expect([code, stderr]).toEqual([0, ''])
    const said = runFolders(dir)
      .filter((run) => run.includes('@'))
      .map((run) =>
        execFileSync('grep', ['-c', 'hello, ', join(run, 'trials.jsonl')], { encoding: 'utf8' }).trim(),
      )
    expect(said).toEqual(['2', '2'])
  })

  it('finds the packages that are installed, and runs programs where they were', async () => {
    const { dir, commit } = repository({
      'evals/shop.eval.yaml': suite('{ command: [node, ./agent.mjs] }'),
      'evals/agent.mjs': `import { word } from 'words'\nimport { bot } from '../bot/bot.mjs'\nconsole.log(word, bot)\n`,
      'bot/bot.mjs': `export { bot } from 'bots'\n`,
      'bot/package.json': '{}',
    })
    write(dir, 'bot/node_modules/bots/package.json', '{ "type": "module", "exports": "./index.js" }')
    write(dir, 'bot/node_modules/bots/index.js', `export const bot = 'bot'\n`)
    write(dir, 'node_modules/words/package.json', '{ "type": "module", "exports": "./index.js" }')
    write(dir, 'node_modules/words/index.js', `export const word = 'hello'\n`)
    write(dir, 'evals/agent.mjs', `console.log('hello')\n`)
    const { env, left } = withTemporary()
    const { code, stdout } = await pawl(dir, ['run', 'evals', '--against', 'main'], env)
    expect(code).toBe(0)
    expect(stdout).toContain(`command agent node ${commit}:evals/agent.mjs`)
    expect(left()).toEqual([])
    expect(readdirSync(join(dir, 'node_modules/words')).toSorted()).toEqual(['index.js', 'package.json'])
  })

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'leaves nothing when it is interrupted by %s, be it twice',
    async (signal) => {
      const { dir } = repository({
        'evals/shop.eval.yaml': suite('{ module: ./agent.mjs }'),
        'evals/agent.mjs': `export default ({ id }) => id === 'one#0' ? 'hello' : new Promise(() => { setInterval(() => {}, 1000) })\n`,
      })
      const { env, left } = withTemporary()
      const args = [MAIN, 'run', 'evals', '--against', 'HEAD', '--concurrency', '1', '--real-time']
      const once = start(process.execPath, args, dir, env)
      await vi.waitFor(() => expect(journalLines(dir)).toHaveLength(1), SECONDS)
      expect(left()).toHaveLength(1)
      once.process.kill(signal)
      once.process.kill(signal)
      expect((await once.done).code).toBe(130)
      expect(left()).toEqual([])
    },
  )
})

describe('what cannot be compared', () => {
  const AGENT = {
    'evals/shop.eval.yaml': suite('{ module: ./agent.mjs }'),
    'evals/agent.mjs': saying('hello'),
  }

  async function refused(dir: string, rev: string, more: readonly string[] = []) {
    const { env, left } = withTemporary()
    const { code, stderr } = await pawl(dir, ['run', 'evals', '--against', rev, ...more], env)
    expect([code, left()]).toEqual([2, []])
    return stderr
  }

  it('outside of a repository', async () => {
    expect(await refused(folder(AGENT), 'HEAD')).toMatch(
      /\[usage\] .*evals is not in a git repository.*name suites that are in a repository/s,
    )
  })

  it('with a commit that there is not', async () => {
    const { dir } = repository(AGENT)
    expect(await refused(dir, 'nope')).toMatch(/\[usage\] git has no commit "nope" here.*Name a commit/s)
    expect(await refused(dir, '--upload-pack=x')).toContain('git has no commit "--upload-pack=x" here')
  })

  it('a suite that was not there', async () => {
    const { dir, commit } = repository(AGENT)
    git(dir, 'mv', 'evals/shop.eval.yaml', 'evals/new.eval.yaml')
    expect(await refused(dir, 'HEAD')).toContain(
      `[usage] evals/new.eval.yaml was not there at HEAD (${commit})\n  Name a commit that has it`,
    )
  })

  it('an agent that had mistakes, which are shown where they stood', async () => {
    const { dir, commit } = repository({
      'evals/shop.eval.yaml': suite('./agent.yaml'),
      'evals/agent.yaml': 'modle: claude-haiku-4-5\n',
    })
    write(dir, 'evals/agent.yaml', 'model: claude-haiku-4-5\n')
    const said = await refused(dir, 'HEAD')
    expect(said).toContain(`${commit}:evals/agent.yaml:1:1 error unknown-key`)
    expect(said).toContain(`the agent of evals/shop.eval.yaml cannot be loaded as it was at HEAD (${commit})`)
  })

  it('a module that could not be imported, and the message names no folder that is gone', async () => {
    const { dir, commit } = repository({ ...AGENT, 'evals/agent.mjs': `import './gone.mjs'\n` })
    write(dir, 'evals/agent.mjs', saying('hello'))
    const said = await refused(dir, 'HEAD')
    expect(said).toContain(
      `[agent-unloadable] ${commit}: the agent ${commit}:evals/agent.mjs cannot be imported`,
    )
    expect(said).not.toContain('pawl-against')
  })

  it('a service that runs already, and a file outside of the repository', async () => {
    const { dir } = repository({ 'evals/shop.eval.yaml': suite('{ http: { url: "http://127.0.0.1:1/" } }') })
    expect(await refused(dir, 'HEAD')).toContain('is a service that runs already, so git does not have it')
    const elsewhere = join(folder({ 'agent.mjs': saying('hello') }), 'agent.mjs')
    const { dir: other } = repository({ 'evals/shop.eval.yaml': suite(`{ module: ${elsewhere} }`) })
    expect(await refused(other, 'HEAD')).toContain('is a file outside of the repository')
  })

  it('recordings, which would belong to that commit', async () => {
    const { dir } = repository(AGENT)
    const said = await refused(dir, 'HEAD', ['--responses', 'record'])
    expect(said).toContain('--against does not go with --responses record')
  })

  it('a run that is gone on with', async () => {
    const { dir } = repository(AGENT)
    await pawl(dir, ['run', 'evals'])
    const said = await refused(dir, 'HEAD', ['--resume', runFolders(dir)[0] ?? ''])
    expect(said).toContain('--resume does not go with --against')
  })
})
