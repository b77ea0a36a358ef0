import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { hasXmllint, xmlErrors, xpath } from '../report/xml.ts'
import { commandIn, folder, pawl, runFolders, shell, write } from './cli.ts'

vi.setConfig({ testTimeout: 60_000 })

const COMMANDS = [
  'init',
  'run',
  'record',
  'recordings',
  'gateway',
  'lint',
  'plan',
  'import',
  'score',
  'compare',
  'baseline',
  'trend',
  'aa',
  'judge',
  'schema',
]
/** Commands that ask the live model, which needs a key. */
const ASKING = ['record', 'judge']

let template = ''

beforeAll(async () => {
  template = mkdtempSync(join(tmpdir(), 'pawl-e2e-'))
  expect(await pawl(template, ['init'])).toMatchObject({ code: 0, stderr: '' })
})

afterAll(() => rmSync(template, { recursive: true }))

/** A folder as `pawl init` leaves it. */
function initialised(): string {
  const dir = folder()
  cpSync(template, dir, { recursive: true })
  return dir
}

describe('help', () => {
  it('lists every command, and goes with exit 2 to who gave none', async () => {
    const dir = folder()
    const help = await pawl(dir, ['--help'])
    expect(help).toMatchObject({ code: 0, stderr: '' })
    for (const name of COMMANDS) expect(help.stdout).toMatch(new RegExp(`^  ${name} +[A-Z].*\\.$`, 'm'))
    expect(help.stdout.match(/^ {2}\w+ {2,}/gm)).toHaveLength(COMMANDS.length)
    expect(await pawl(dir, [])).toEqual({ ...help, code: 2 })
  })

  it.each(COMMANDS.filter((name) => !ASKING.includes(name)))(
    'pawl %s --help has an example that works as it stands after init',
    async (name) => {
      const dir = name === 'init' ? folder() : initialised()
      const help = await pawl(dir, [name, '--help'])
      expect(help).toMatchObject({ code: 0, stderr: '' })
      const example = /\nExample:\n((?: {2}.*\n)+)$/.exec(help.stdout)?.[1] ?? ''
      expect(example).toContain(`pawl ${name}`)
      if (name === 'score') await pawl(dir, ['run'])
      const { code, stderr } = await shell(dir, example)
      expect(code).toBe(0)
      // Beside a program of the user's, which has standard output for itself.
      expect(stderr).toMatch(
        name === 'gateway'
          ? /^hello · small-talk, trial 0 · script\n1 {2}messages .*\n\n1 model call, .*\n$/
          : /^$/,
      )
    },
  )

  it.each(ASKING)(
    'pawl %s --help has an example that works with a key, and says so without',
    async (name) => {
      const dir = initialised()
      const { stdout } = await pawl(dir, [name, '--help'])
      const example = /\nExample:\n((?: {2}.*\n)+)$/.exec(stdout)?.[1] ?? ''
      const asked = await shell(dir, example)
      expect(asked.code).toBe(3)
      expect(asked.stderr).toContain('error [key-missing]')
    },
  )

  it('tells the version of the package', async () => {
    expect(await pawl(folder(), ['--version'])).toEqual({
      code: 0,
      stdout: `${manifest.version}\n`,
      stderr: '',
    })
  })
})

describe('wrong usage says what was expected, on standard error, with exit 2', () => {
  it.each([
    [['rnu'], 'pawl has no command rnu', 'Did you mean run?'],
    [['frobnicate'], 'pawl has no command frobnicate', 'The commands are init, run'],
    [['run', '--trails', '3'], 'pawl run has no option --trails', 'Did you mean --trials?'],
    [['run', '--reporter', 'jsn'], 'there is no reporter "jsn"', 'Did you mean json?'],
    [
      ['run', '--reporter', 'json', '--reporter', 'junit'],
      'cannot both go to standard output',
      'json=out.json',
    ],
    [['run', '--trials', '0'], '--trials needs a whole number of at least 1, found "0"', ''],
    [['run', '--trials', '2.5'], '--trials needs a whole number of at least 1, found "2.5"', ''],
    [['run', '--concurrency', 'many'], '--concurrency needs a whole number of at least 1, found "many"', ''],
    [['run', '--responses', 'scrpt'], '--responses needs one of script, replay', 'Did you mean script?'],
    [['run', '--seed'], '--seed needs a value: --seed N', ''],
    [['run', 'missing.eval.yaml'], 'there is no missing.eval.yaml', 'Name a suite file'],
    [['run', 'agents'], 'agents has no *.eval.yaml file', 'pawl init'],
    [['run', '--resume', 'nowhere'], 'cannot be read: it has no run.json', 'A run is a folder'],
    [['score', '--suite', 'evals'], 'expected one suite and one run', 'pawl score --suite'],
    [['schema', 'sumary'], 'expected suite or summary, found sumary', ''],
  ])('%j', async (args, message, hint) => {
    const dir = folder({ 'agents/a.mjs': '' })
    const { code, stdout, ...said } = await pawl(dir, args)
    const stderr = said.stderr.replaceAll(commandIn(dir), 'pawl')
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^error \[[a-z-]+\] /)
    expect(stderr).toContain(message)
    expect(stderr).toContain(hint)
    expect(stderr.split('\n').length).toBeLessThanOrEqual(3)
    expect(existsSync(join(dir, '.pawl'))).toBe(false)
  })

  it('of a trial that no run has', async () => {
    const { code, stdout, stderr } = await pawl(initialised(), [
      'run',
      '--case',
      'small-talk',
      '--trial',
      '3',
    ])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('--trial 3: case small-talk has 3 trials, 0 to 2; nothing was run')
    expect(stderr).toContain('--trials 4 --trial 3')
  })

  it('of suites that cannot be read, beside the mistakes of those that can', async () => {
    const broken = 'suite: a\nagent: { module: ./a.mjs }\ncases: []\n'
    const dir = folder({ 'evals/a.eval.yaml': broken, 'evals/b.eval.yaml/x': '' })
    const { code, stderr } = await pawl(dir, ['lint'])
    expect(code).toBe(2)
    expect(stderr).toContain('evals/a.eval.yaml:3:1 error no-cases')
    expect(stderr).toContain('cannot read the suite evals/b.eval.yaml')
  })

  it('in a folder without suites', async () => {
    const dir = folder()
    const { code, stderr } = await pawl(dir, ['run'])
    expect(code).toBe(2)
    expect(stderr).toContain('there is no evals folder here')
    expect(stderr).toContain(`make a first one: ${commandIn(dir)} init`)
  })
})

describe('pawl init', () => {
  it('writes a suite that runs, and never over anything', async () => {
    const dir = initialised()
    const { code, stdout, stderr } = await pawl(dir, ['run'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^ +success rate +errors +avg cost .* p95/m)
    expect(stdout).toMatch(/^ {2}✔ success_rate >= 95% +100\.0 % +exact$/m)
    expect(stdout).toMatch(/^PASS {2}exit 0: the gate passes · hello · \.pawl\/runs\/hello-\d{8}T\d{6}Z$/m)
    write(dir, 'evals/hello.eval.yaml', 'mine')
    const again = await pawl(dir, ['init'])
    expect(again).toMatchObject({ code: 2, stdout: '' })
    expect(again.stderr).toContain('nothing was written')
    expect(readFileSync(join(dir, 'evals/hello.eval.yaml'), 'utf8')).toBe('mine')
  })
})

describe('a filter that matches nothing', () => {
  it.each([
    [
      ['--case', 'order-statu'],
      '--case order-statu matches none of the 2 cases',
      'Did you mean order-status?',
    ],
    [['--tag', 'refund'], '--tag refund matches none of the 2 cases', 'order-status, small-talk'],
  ])('is never green: %j', async (filter, message, hint) => {
    const dir = initialised()
    const { code, stdout, stderr } = await pawl(dir, ['run', ...filter])
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
    expect(stderr).toContain(message)
    expect(stderr).toContain(hint)
  })
})

describe('a suite with mistakes', () => {
  const BROKEN = `suite: broken
agent: { module: ./hello.mjs }
trials: 0
cases:
  - id: one
    input: hi
    expect:
      - contans: Hello
  - id: two
    input: hi
    expect: []
`

  it.each(['run', 'lint'])('is refused by pawl %s, every mistake with its place', async (command) => {
    const dir = folder({ 'broken.eval.yaml': BROKEN, 'hello.mjs': 'export default async () => "Hello!"' })
    const { code, stdout, stderr } = await pawl(dir, [command, 'broken.eval.yaml'])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    const places = [...stderr.matchAll(/^broken\.eval\.yaml:(\d+):\d+ error ([a-z-]+)/gm)]
    expect(places.map(([, line, what]) => `${line} ${what}`)).toEqual([
      '3 invalid-value',
      '8 unknown-expectation',
      '9 no-expectations',
    ])
    expect(stderr).toContain(`> 8 |       - contans: Hello\n    |         ^^^^^^^`)
    expect(stderr).toContain('did you mean "contains"?')
    expect(stderr).toMatch(/^error \[suite-invalid\] 3 mistakes in broken\.eval\.yaml; nothing was run$/m)
    expect(existsSync(join(dir, '.pawl'))).toBe(false)
  })

  it('with an unknown metric points at it', async () => {
    const dir = initialised()
    const path = 'evals/hello.eval.yaml'
    const text = readFileSync(join(dir, path), 'utf8')
    write(dir, path, text.replace('success_rate >=', 'succes_rate >='))
    const { code, stderr } = await pawl(dir, ['run'])
    expect(code).toBe(2)
    expect(stderr).toMatch(/^evals\/hello\.eval\.yaml:14:5 error /m)
    expect(stderr).toContain('success_rate')
  })
})

describe('reports', () => {
  it('to standard output are nothing but the report, to files are written where asked', async () => {
    const dir = initialised()
    const files = ['--reporter', 'junit=out/deep/junit.xml', '--reporter', 'markdown=out/summary.md']
    const { code, stdout, stderr } = await pawl(dir, ['run', '--reporter', 'json', ...files])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const summary = JSON.parse(stdout)
    expect(summary).toMatchObject({ suite: 'hello', decision: 'pass', exitCode: 0, trials: { passed: 6 } })
    const [run = ''] = runFolders(dir)
    expect(readFileSync(join(run, 'summary.json'), 'utf8')).toBe(`${JSON.stringify(summary, null, 2)}\n`)
    expect(readFileSync(join(dir, 'out/summary.md'), 'utf8')).toMatch(/^## ✔ <code>hello<\/code>: PASS\n/)
    const xml = readFileSync(join(dir, 'out/deep/junit.xml'), 'utf8')
    expect(xml).toMatch(/^<\?xml/)
    if (hasXmllint) {
      expect(xmlErrors(xml)).toBe('')
      expect(xpath(xml, 'count(//testcase[@name="order-status" or @name="small-talk"])')).toBe('2')
    }
  })

  it('that cannot be written are exit 3, and the path is named', async () => {
    const dir = initialised()
    const report = await pawl(dir, ['run', '--reporter', 'json=evals/hello.eval.yaml/x.json'])
    expect(report.code).toBe(3)
    expect(report.stderr).toMatch(/^error \[output-unwritable\] .*evals\/hello\.eval\.yaml\/x\.json/m)
    const runs = await pawl(dir, ['run', '--output', 'evals/hello.eval.yaml'])
    expect(runs).toMatchObject({ code: 3, stdout: '' })
    expect(runs.stderr).toMatch(/^error \[output-unwritable\] the run folder .* cannot be written/m)
  })

  it('are plain where they are piped; NO_COLOR and FORCE_COLOR decide otherwise', async () => {
    const dir = initialised()
    const colored = expect.stringContaining('\u001b[')
    expect((await pawl(dir, ['run'])).stdout).not.toEqual(colored)
    expect((await pawl(dir, ['run'], { FORCE_COLOR: '1' })).stdout).toEqual(colored)
    expect((await pawl(dir, ['run'], { FORCE_COLOR: '0' })).stdout).not.toEqual(colored)
    expect((await pawl(dir, ['run'], { FORCE_COLOR: '1', NO_COLOR: '1' })).stdout).not.toEqual(colored)
    expect((await pawl(dir, ['rnu'], { FORCE_COLOR: '1' })).stderr).toEqual(colored)
  })
})

describe('pawl schema', () => {
  it.each(['suite', 'summary'])('prints the JSON Schema of a %s', async (name) => {
    const { code, stdout, stderr } = await pawl(folder(), ['schema', name])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(JSON.parse(stdout)).toMatchObject({ $schema: expect.stringContaining('json-schema.org') })
  })
})
