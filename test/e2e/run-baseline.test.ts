import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { compileSchema } from '../../src/expect/json-schema.ts'
import { message } from '../model/build.ts'
import { sendMessage, serve } from '../model/server.ts'
import { hasXmllint, xpath } from '../report/xml.ts'
import { type Environment, pawl, runFolders, write } from './cli.ts'
import {
  AGENT_FILE,
  agentText,
  changeAgent,
  jsonIn,
  newest,
  RIGHT,
  runs,
  type ShopOptions,
  SUITE_FILE,
  shop,
  suiteText,
  WRONG,
} from './shop.ts'

vi.setConfig({ testTimeout: 60_000 })

const FILE = 'evals/baselines/shop.json'
const ASSERT = 'success_rate no_worse_than baseline'
const RUNS = '.pawl/runs'

/** A shop whose baseline is of one run of today's agent. */
async function withBaseline(options: ShopOptions = {}, more: readonly string[] = []): Promise<string> {
  const dir = shop(RIGHT, { assert: ASSERT, ...options })
  const run = await runs(dir, 1, RUNS)
  const { code, stderr } = await pawl(dir, ['baseline', 'update', run, ...more])
  expect([code, stderr]).toEqual([0, ''])
  return dir
}

const summaryIn = (dir: string) => jsonIn(dir, `${newest(dir, RUNS)}/summary.json`)
const oneLine = (text: string): string => text.replace(/\s+/g, ' ')

describe('pawl run beside a committed baseline', () => {
  it('passes an agent that is as good, and says how much worse it could be', async () => {
    const dir = await withBaseline({ assert: `${ASSERT}, avg_cost <= baseline + 10%`, trials: 20 })
    const { code, stdout, stderr } = await pawl(dir, ['run', '--seed', '2'])
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/✔ success_rate no_worse_than baseline +100\.0 % +\[\d\d\.\d, 10\d\.\d\] +proven/)
    expect(stdout).toMatch(/✔ avg_cost <= baseline \+ 10%/)
    expect(stdout).toContain(
      `  Against ${FILE}\n  4 cases compared, each side a sample of trials\n  4 stable (passing)\n`,
    )
  })

  it('fails a regression, in the exit code and every report', async () => {
    const dir = await withBaseline()
    changeAgent(dir, WRONG)
    const reporters = [
      '--reporter',
      'junit=o.xml',
      '--reporter',
      'markdown=o.md',
      '--reporter',
      'json=o.json',
    ]
    const { code, stdout } = await pawl(dir, ['run', '--seed', '2', ...reporters])
    expect(code).toBe(1)
    expect(oneLine(stdout)).toContain(
      '25.0 % against 100.0 % of the baseline (-75.0pp) over 24 and 24 trials: worse than the baseline (p < 0.001, at most 0.05 allowed)',
    )
    expect(stdout).toContain('✖ argument  6/6 → 0/6  regressed  p 0.0011')
    // The run of the baseline is still on disk.
    expect(stdout).toMatch(/baseline, trial 0 +│ this run, trial 0\n/)
    expect(stdout).toContain(
      'step 1: the candidate calls refund, the baseline lookup (in 6 of 6 failing trials)',
    )
    const xml = readFileSync(join(dir, 'o.xml'), 'utf8')
    expect(xml.match(/<failure [^>]*type="regression"/g)).toHaveLength(4)
    expect(xml).toContain('<property name="change" value="regressed"/>')
    expect(xml).toContain('<property name="baseline" value="6/6 → 0/6"/>')
    const markdown = readFileSync(join(dir, 'o.md'), 'utf8')
    expect(markdown).toContain(
      `Against <code>${FILE}</code>: <code>4 cases compared, each side a sample of trials</code>`,
    )
    expect(markdown).toMatch(
      /\| <code>answer<\/code> \| 6\/6 → 0\/6 \| regressed \| 0\.0011 \| <code>step 1: /,
    )
    const summary = summaryIn(dir)
    expect(jsonIn(dir, 'o.json')).toEqual(summary)
    expect(summary.comparison).toMatchObject({ baseline: FILE, evidence: 'sampled', compared: 4 })
    const schema = compileSchema(JSON.parse((await pawl(dir, ['schema', 'summary'])).stdout), 'lenient')
    expect(schema.ok && schema.check(summary)).toBe(null)
    expect(schema.ok && schema.check({ ...summary, comparison: { compared: 'all' } })).not.toBe(null)
  })

  it.runIf(hasXmllint)('writes JUnit that a parser reads, red where it regressed', async () => {
    const dir = await withBaseline()
    changeAgent(dir, WRONG)
    await pawl(dir, ['run', '--seed', '2', '--reporter', 'junit=o.xml'])
    const xml = readFileSync(join(dir, 'o.xml'), 'utf8')
    expect(xpath(xml, 'string(//testcase[@name="tool"]/failure/@type)')).toBe('regression')
    expect(xpath(xml, 'count(//testcase[@name="same"]/failure)')).toBe('0')
  })

  it('reports without the trajectories of a baseline whose runs are gone', async () => {
    const dir = await withBaseline()
    rmSync(join(dir, RUNS), { recursive: true })
    changeAgent(dir, WRONG)
    const { code, stdout } = await pawl(dir, ['run', '--seed', '2'])
    expect(code).toBe(1)
    expect(stdout).toContain('✖ argument  6/6 → 0/6  regressed  p 0.0011\n  ✖ tool ')
    expect(stdout).not.toContain('step 1')
  })

  it('compares the cases that are as they were, whatever became of the others', async () => {
    const dir = await withBaseline()
    const changed = suiteText({ assert: ASSERT })
      .replace('id: same', 'id: fresh')
      .replace('where is it?', 'where is it now?')
    write(dir, SUITE_FILE, changed)
    changeAgent(dir, RIGHT.replace('49', '4.9'))
    const { code, stdout } = await pawl(dir, ['run', '--seed', '2'])
    expect(code).toBe(1)
    expect(stdout).toContain(
      `  2 cases compared, each side a sample of trials
  1 case changed since, and left out: tool
  1 case in the baseline, and not in this run: same
  1 case not in the baseline: fresh
  1 regressed · 1 stable (passing)
`,
    )
    expect(oneLine(stdout)).toContain(
      `the baseline ${FILE} is of another state of the suite; cases that changed are left out`,
    )
    expect(summaryIn(dir).comparison).toMatchObject({
      changed: ['tool'],
      missing: ['same'],
      added: ['fresh'],
    })
  })

  it('does not miss cases that were not selected', async () => {
    const dir = await withBaseline()
    const { code, stdout } = await pawl(dir, ['run', '--seed', '2', '--case', 'tool'])
    expect(code).toBe(0)
    expect(stdout).toContain('  1 case compared, each side a sample of trials\n  1 stable (passing)\n')
    expect(summaryIn(dir).comparison).toMatchObject({ compared: 1, missing: [], added: [] })
  })

  it('takes unequal numbers of trials, and a single trial for no sample', async () => {
    const dir = await withBaseline({ trials: 12 })
    const few = await pawl(dir, ['run', '--seed', '2', '--trials', '3'])
    expect(few.code).toBe(0)
    expect(oneLine(few.stdout)).toContain('over 12 and 48 trials: no evidence of a regression')
    changeAgent(dir, WRONG)
    const worse = await pawl(dir, ['run', '--seed', '2', '--trials', '5'])
    expect(worse.code).toBe(1)
    expect(worse.stdout).toContain('✖ argument  12/12 → 0/5  regressed')
    const one = await pawl(dir, ['run', '--seed', '2', '--case', 'tool', '--trial', '0'])
    expect(one.stdout).not.toContain('Against')
  })

  it('without one evaluates nothing of it, and passes unless proof is asked for', async () => {
    const dir = shop(WRONG, { assert: ASSERT })
    const { code, stdout } = await pawl(dir, ['run'])
    expect(code).toBe(0)
    expect(stdout).toContain('no baseline to compare with; this assertion was not evaluated')
    expect((await pawl(dir, ['run', '--fail-on', 'inconclusive'])).code).toBe(1)
  })
})

describe('the file of a baseline', () => {
  it('must be of the same model where the suite requires it', async () => {
    const dir = await withBaseline()
    const other = agentText(RIGHT).replace('claude-haiku-4-5', 'claude-sonnet-4-5')
    write(dir, AGENT_FILE, other)
    const told = await pawl(dir, ['run', '--seed', '2'])
    expect(told.code).toBe(0)
    expect(oneLine(told.stdout)).toContain(
      `the baseline ${FILE} is of claude-haiku-4-5, this run of claude-sonnet-4-5`,
    )
    const required = {
      assert: ASSERT,
      more: `baseline: { file: baselines/shop.json, require_same: [model] }\n`,
    }
    write(dir, SUITE_FILE, suiteText(required))
    const { code, stdout } = await pawl(dir, ['run', '--seed', '2', '--reporter', 'junit=o.xml'])
    expect(code).toBe(3)
    expect(oneLine(stdout)).toContain(
      'is of claude-haiku-4-5, this run of claude-sonnet-4-5; the suite requires the same model',
    )
    expect(stdout).toMatch(/NOT EVALUATED {2}exit 3/)
    expect(readFileSync(join(dir, 'o.xml'), 'utf8')).toMatch(/<error [^>]*type="exit-3"/)
    write(dir, AGENT_FILE, agentText(RIGHT))
    expect((await pawl(dir, ['run', '--seed', '2'])).code).toBe(0)
  })

  it('is the one that the command line names, which must be there and of this suite', async () => {
    const dir = await withBaseline({}, ['--output', 'other/mine.json'])
    expect(existsSync(join(dir, FILE))).toBe(false)
    const named = await pawl(dir, ['run', '--seed', '2', '--baseline', 'other/mine.json'])
    expect(named.code).toBe(0)
    expect(named.stdout).toContain('Against other/mine.json\n')
    expect(await pawl(dir, ['run', '--baseline', 'gone.json'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(
        /\[usage\] there is no baseline gone\.json\n {2}Make it: .*baseline update RUN --output gone\.json/,
      ),
    })
    write(dir, 'evals/bank.eval.yaml', suiteText().replace('suite: shop', 'suite: bank'))
    expect(await pawl(dir, ['run', 'evals/bank.eval.yaml', '--baseline', 'other/mine.json'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /other\/mine\.json is the baseline of shop, and not of bank\n.*evals\/baselines\/bank\.json/,
      ),
    })
  })

  it('that is damaged stops the run that asks for it, and is told to the one that does not', async () => {
    const dir = shop(RIGHT, { assert: ASSERT })
    write(dir, FILE, '{ "format": 1')
    const asked = await pawl(dir, ['run'])
    expect(asked).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('[baseline-unreadable]'),
    })
    expect(existsSync(join(dir, RUNS))).toBe(false)
    write(dir, SUITE_FILE, suiteText())
    const { code, stdout, stderr } = await pawl(dir, ['run'])
    expect(code).toBe(0)
    expect(stderr).toContain(`not compared with a baseline: the baseline ${FILE} cannot be read`)
    expect(stdout).not.toContain('Against')
    expect((await pawl(dir, ['run', '--baseline', FILE])).code).toBe(2)
  })

  it('judges a stored run as it judged it when it ran', async () => {
    const dir = await withBaseline({}, ['--output', 'other/mine.json'])
    changeAgent(dir, WRONG)
    const ran = await pawl(dir, ['run', '--seed', '2', '--baseline', 'other/mine.json'])
    const first = summaryIn(dir)
    const run = newest(dir, RUNS)
    const without = await pawl(dir, ['score', '--suite', SUITE_FILE, run])
    expect([without.code, without.stdout]).toEqual([
      0,
      expect.stringContaining('no baseline to compare with'),
    ])
    const { code, stdout } = await pawl(dir, [
      'score',
      '--suite',
      SUITE_FILE,
      run,
      '--baseline',
      'other/mine.json',
    ])
    expect([code, ran.code]).toEqual([1, 1])
    expect(stdout).toContain('✖ argument  6/6 → 0/6  regressed  p 0.0011')
    expect(stdout).toContain('step 1: ')
    expect(jsonIn(dir, `${run}/summary.json`)).toEqual(first)
    const gone = await pawl(dir, ['score', '--suite', SUITE_FILE, run, '--baseline', 'gone.json'])
    expect(gone).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no baseline gone.json') })
  })

  it('of several runs is a larger sample; a run that repeats one adds nothing', async () => {
    const dir = shop(RIGHT, { assert: ASSERT })
    const [one, two, again] = [await runs(dir, 1, 'a'), await runs(dir, 2, 'b'), await runs(dir, 1, 'c')]
    const over = async (...pooled: string[]) => {
      await pawl(dir, ['baseline', 'update', ...pooled])
      const { stdout } = await pawl(dir, ['run', '--seed', '9'])
      return /over [\d,]+ and [\d,]+ trials/.exec(oneLine(stdout))?.[0]
    }
    expect(await over(one)).toBe('over 24 and 24 trials')
    expect(await over(one, two)).toBe('over 24 and 48 trials')
    expect(await over(one, again)).toBe('over 24 and 24 trials')
    // Its own runs have the draws of those seeds.
    changeAgent(dir, WRONG)
    const { code, stdout } = await pawl(dir, ['run', '--seed', '1'])
    expect(code).toBe(1)
    expect(oneLine(stdout)).toContain('on the same recordings or scripts: the difference is exact')
  })
})

describe('recordings', () => {
  async function recorded(): Promise<{ dir: string; env: Environment; record: () => Promise<string> }> {
    const { url } = await serve((response, request) => sendMessage(response, message('well'), request))
    const dir = shop(RIGHT, { assert: ASSERT })
    const env = { ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: 'key' }
    const record = async () => {
      const { code, stderr } = await pawl(dir, ['run', '--responses', 'record'], env)
      if (code !== 0) throw new Error(stderr)
      return newest(dir, RUNS)
    }
    return { dir, env, record }
  }

  it('that the baseline was made of are compared exactly, and as often as they are replayed', async () => {
    const { dir, record } = await recorded()
    const run = await record()
    await pawl(dir, ['baseline', 'update', run])
    const { code, stdout } = await pawl(dir, ['run', '--responses', 'replay'])
    expect(code).toBe(0)
    expect(stdout).toContain('4 cases compared, both played the same recordings or scripts')
    expect(stdout).not.toContain('p (worse)')
    const [, replayed = ''] = runFolders(dir)
    await pawl(dir, ['baseline', 'update', run, replayed])
    expect(jsonIn(dir, FILE).cases).toMatchObject(
      ['answer', 'argument', 'same', 'tool'].map((id) => ({ id, passed: 6 })),
    )
    changeAgent(dir, WRONG)
    const worse = await pawl(dir, ['run', '--responses', 'replay'])
    expect(worse.code).toBe(1)
    expect(worse.stdout).toContain('✖ argument  6/6 → 0/6  regressed\n')
    expect(summaryIn(dir).comparison.cases[0]).toMatchObject({ id: 'argument', pValue: null })
  })

  it('made anew are fresh trials', async () => {
    const { dir, record } = await recorded()
    await pawl(dir, ['baseline', 'update', await record()])
    await record()
    const { code, stdout } = await pawl(dir, ['run', '--responses', 'replay'])
    expect(code).toBe(0)
    expect(stdout).toContain('4 cases compared, each side a sample of trials')
  })
})
