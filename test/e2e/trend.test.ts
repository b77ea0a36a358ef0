import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { folder, pawl, runFolders, write } from './cli.ts'

vi.setConfig({ testTimeout: 60_000 })

const suite = (says: string, name = 'shop') => `suite: ${name}
agent: ./agent.yaml
cases:
  - id: there
    input: is it there?
    expect: [contains: yes]
    script: [{ text: ${says}, usage: { input: 100, output: 10 }, latency: 200ms }]
  - id: other
    input: is it there?
    expect: [contains: yes]
    script: [{ text: yes, usage: { input: 100, output: 10 }, latency: 200ms }]
`
const FILES = {
  'evals/agent.yaml': 'model: claude-haiku-4-5\nsystem: be kind\n',
  'evals/shop.eval.yaml': suite('yes'),
}
const ON = (branch: string) => ({ GITHUB_SHA: 'c0ffee'.padEnd(40, '0'), GITHUB_REF_NAME: branch })

/** Two whole runs on main, one of a part, one on a branch. */
async function stored(): Promise<string> {
  const dir = folder(FILES)
  await pawl(dir, ['run'], ON('main'))
  await pawl(dir, ['run', '--case', 'there'], ON('main'))
  write(dir, 'evals/shop.eval.yaml', suite('no'))
  await pawl(dir, ['run'], ON('main'))
  await pawl(dir, ['run'], ON('fix'))
  return dir
}

const points = (stdout: string) => {
  const { suites } = JSON.parse(stdout)
  return suites[0].series[0].points.map(({ value, branch }: { value: number; branch: string }) => [
    value,
    branch,
  ])
}

describe('pawl trend', () => {
  it('shows a series a metric over whole runs, and says which runs it leaves out', async () => {
    const dir = await stored()
    const { code, stdout } = await pawl(dir, ['trend'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^shop {2}3 runs\n\n {2}success_rate\n/)
    expect(stdout).toMatch(
      / {2}c0ffee00 main {2}100\.0 %.* {2}#{20}\n.*50\.0 %.* {2}#{10} +the suite changed\n/,
    )
    expect(stdout).toMatch(/\n {2}avg_cost\n[\s\S]*\n {2}p95_latency\n/)
    expect(stdout).toMatch(/left out: shop-\S+: a selection left out cases, or trials of some\n$/)
  })

  it('gives data, of one branch and of the newest runs', async () => {
    const dir = await stored()
    const data = async (...args: string[]) =>
      points(
        (await pawl(dir, ['trend', 'shop', '--metric', 'success_rate', '--reporter', 'json', ...args]))
          .stdout,
      )
    expect(await data()).toEqual([
      [1, 'main'],
      [0.5, 'main'],
      [0.5, 'fix'],
    ])
    expect(await data('--branch', 'main')).toEqual([
      [1, 'main'],
      [0.5, 'main'],
    ])
    expect(await data('--branch', 'main', '--last', '1')).toEqual([[0.5, 'main']])
    const csv = await pawl(dir, ['trend', '--reporter', 'csv=trend.csv', '--metric', 'pass^1'])
    expect(csv.stdout).toMatch('pass^1')
    expect(readFileSync(join(dir, 'trend.csv'), 'utf8')).toMatch(
      /^suite,metric,.*\r\nshop,pass\^1,share,shop-/,
    )
  })

  it('is of the runs that are named, wherever they are', async () => {
    const dir = await stored()
    const [first = ''] = runFolders(dir)
    const { stdout } = await pawl(folder(), ['trend', first, '--reporter', 'json'])
    expect(points(stdout)).toEqual([[1, 'main']])
  })

  it('leaves out runs that cannot be read, and those of before', async () => {
    const dir = await stored()
    const [first = '', , third = ''] = runFolders(dir)
    writeFileSync(join(first, 'run.json'), '{')
    const { cases, ...before } = JSON.parse(readFileSync(join(third, 'run.json'), 'utf8'))
    writeFileSync(join(third, 'run.json'), JSON.stringify(before))
    const { code, stdout, stderr } = await pawl(dir, ['trend'])
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^left out: the run .* is not JSON/)])
    expect(stdout).toMatch(/^shop {2}1 run\n/)
    expect(stdout).toMatch('made before runs did')
  })

  it.each<[readonly string[], number, RegExp]>([
    [['shp'], 2, /no run of a suite "shp".*\n.*Did you mean shop\?/],
    [['--metric', 'avg_costs'], 2, /--metric avg_costs: unknown metric.*\n.*avg_cost/],
    [['--reporter', 'xml'], 2, /there is no reporter "xml"; expected one of terminal, json, csv/],
    [['--last', '0'], 2, /--last needs a whole number of at least 1/],
    [['--branch', 'nowhere'], 2, /no run of a branch "nowhere"/],
  ])('says what is wrong with %j', async (args, exitCode, why) => {
    const dir = folder(FILES)
    await pawl(dir, ['run'])
    const { code, stderr } = await pawl(dir, ['trend', ...args])
    expect([code, stderr]).toEqual([exitCode, expect.stringMatching(why)])
  })
})
