import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { encodeBaseline, poolRuns } from '../../src/gate/baseline/index.ts'
import { createRecordingStore } from '../../src/model/recording/store.ts'
import { loadSuite } from '../../src/suite/index.ts'
import { runOf } from '../gate/baseline/build.ts'
import { body } from '../model/build.ts'
import { recorded, recording } from '../model/recording/build.ts'
import { commandIn, folder, pawl, write } from './cli.ts'

vi.setConfig({ testTimeout: 60_000 })

const AGENT = 'export default async () => "hi"\n'
const IDS = ['a', 'b', 'c', 'd']

const suiteText = (responses: string, assertions: readonly string[]) => `suite: shop
agent: { module: ./agent.mjs }
responses: ${responses}
trials: 5
assert:
${assertions.map((each) => `  - ${each}`).join('\n')}
cases:
${IDS.map((id) => `  - { id: ${id}, input: Hi ${id}, expect: [contains: hi] }`).join('\n')}
`

const ASSERTIONS = ['success_rate >= 95%', 'success_rate no_worse_than baseline margin 10pp']

const shop = (responses = 'live', assertions: readonly string[] = ASSERTIONS): string =>
  folder({ 'evals/shop.eval.yaml': suiteText(responses, assertions), 'evals/agent.mjs': AGENT })

/** Writes the baseline of a run in which a fifth of the trials of each case failed. */
async function accept(dir: string, path = 'evals/baselines/shop.json', suite = 'shop'): Promise<void> {
  const loaded = await loadSuite('evals/shop.eval.yaml', { cwd: dir })
  const cases = loaded.suite?.cases ?? []
  const letters = Object.fromEntries(cases.map(({ id }) => [id, 'PPPPPPPPFF']))
  write(dir, path, encodeBaseline(poolRuns([runOf('1', letters, { suite, cases })], null).baseline))
}

/** So many recordings of each case, one call each, of 100 tokens and 20 at $3 and $15 a million. */
function record(dir: string, trials: number): void {
  const store = createRecordingStore(join(dir, 'evals/recordings/shop'))
  const made = Array.from({ length: trials }, (_, trial) => recording([recorded(body('Hi'))], { trial }))
  for (const id of IDS) store.save(id, made)
}

describe('pawl plan', () => {
  it('plans with the baseline that is beside the suite', async () => {
    const dir = shop()
    await accept(dir)
    const { code, stdout, stderr } = await pawl(dir, ['plan'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('4 cases × 5 trials = 20 trials; $0.20, at $0.01 a trial as in the baseline')
    expect(stdout).toContain('rates from evals/baselines/shop.json (1 run, 40 trials): 80.0 % pass')
    expect(stdout).toMatch(/drops by 10pp, the margin of its assertion/)
    expect(stdout).toMatch(/^ {4}against a fresh baseline of as many +\d+ +[\d,]+ +\$[\d.]+$/m)
    expect(stdout).toMatch(/^ {5}99 % +\d+ % +124 {2}to pass/m)
  })

  it('plans with what is assumed where there is none, and with what is given', async () => {
    const dir = shop()
    const assumed = await pawl(dir, ['plan', 'evals/shop.eval.yaml'])
    expect(assumed.stdout).toContain('every case is assumed to pass 90 % of the time')
    expect(assumed.stdout).toContain('what they cost is unknown')
    expect(assumed.stdout).not.toContain('$')
    const options = ['--drop', '3pp', '--power', '90%', '--alpha', '1%', '--rate', '80%', '--trials', '40']
    const given = await pawl(dir, ['plan', 'evals', ...options])
    expect(given.stdout).toContain('4 cases × 40 trials = 160 trials')
    expect(given.stdout).toContain('every case is assumed to pass 80 % of the time, as --rate says')
    expect(given.stdout).toContain('drops by 3pp, found with 90 % power at level 1 %')
  })

  it('takes costs from recordings where there is no baseline', async () => {
    const dir = shop('replay')
    record(dir, 5)
    const { stdout } = await pawl(dir, ['plan'])
    expect(stdout).toContain('20 trials; $0.012, at $0.0006 a trial as in the recordings')
  })

  it('reads another baseline, and none of another suite', async () => {
    const dir = shop()
    await accept(dir, 'old.json')
    const read = await pawl(dir, ['plan', '--baseline', 'old.json'])
    expect(read.stdout).toContain('rates from old.json')
    await accept(dir, 'other.json', 'orders')
    const other = await pawl(dir, ['plan', '--baseline', 'other.json'])
    expect(other).toMatchObject({ code: 2, stdout: '' })
    expect(other.stderr).toContain('other.json is the baseline of orders, and not of shop')
    const gone = await pawl(dir, ['plan', '--baseline', 'gone.json'])
    expect(gone).toMatchObject({ code: 2, stdout: '' })
    expect(gone.stderr).toContain('there is no baseline gone.json')
  })

  it('is data for programs', async () => {
    const dir = shop()
    await accept(dir)
    const { stdout } = await pawl(dir, ['plan', '--reporter', 'json', '--reporter', 'terminal=plan.txt'])
    expect(JSON.parse(stdout)).toMatchObject({ format: 1, suite: 'shop', trialCostUsd: expect.closeTo(0.01) })
    expect(readFileSync(join(dir, 'plan.txt'), 'utf8')).toContain('A single case that breaks wholly')
  })

  it.each([
    [['--drop', '5%'], '--drop needs percentage points above 0pp, up to 100pp, such as 5pp, found "5%"'],
    [['--power', '0.8'], '--power needs a percentage above 50% and below 100%, such as 80%, found "0.8"'],
    [['--alpha', '50%'], '--alpha needs a percentage above 0% and below 50%, such as 5%, found "50%"'],
    [['--rate', '100%'], '--rate needs a percentage above 0% and below 100%, such as 90%, found "100%"'],
    [['--trials', '0'], '--trials needs a whole number of at least 1'],
    [['--reporter', 'junit'], 'there is no reporter "junit"; expected one of terminal, json'],
    [['--reporter', 'json', '--reporter', 'terminal'], 'json and terminal cannot both go to standard output'],
  ])('refuses %s', async (options, words) => {
    const { code, stdout, stderr } = await pawl(shop(), ['plan', ...options])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(words)
  })
})

describe('pawl lint', () => {
  it('tells below each suite how often its thresholds alarm in vain', async () => {
    const dir = shop()
    const { code, stdout } = await pawl(dir, ['lint'])
    expect(code).toBe(0)
    expect(stdout).toBe(`evals/shop.eval.yaml: 4 cases, no mistakes
  success_rate >= 95%  20 trials: a suite that is truly at 95 % turns red 26 % of the time, at 97 % 12 %; proof of a pass takes about 124 trials at 99 %
  success_rate no_worse_than baseline margin 10pp  no baseline yet, so this decides nothing: ${commandIn(dir)} baseline update RUN makes it
`)
  })

  it('tells of the baseline what a drop has to be', async () => {
    const dir = shop()
    await accept(dir)
    const { stdout } = await pawl(dir, ['lint'])
    expect(stdout).toMatch(
      /^ {2}success_rate no_worse_than baseline margin 10pp {2}5 against 10 trials a case: tested at 2\.5 %, as 2 assertions share 5 %; a drop of [\d.]+pp is found 80 % of the time$/m,
    )
  })

  it('says nothing more of fixed scripts', async () => {
    const dir = folder()
    await pawl(dir, ['init'])
    const { stdout } = await pawl(dir, ['lint'])
    expect(stdout).toBe('evals/hello.eval.yaml: 2 cases, no mistakes\n')
  })

  it('counts recordings in replay', async () => {
    const dir = shop('replay', ['success_rate >= 95%'])
    record(dir, 2)
    expect((await pawl(dir, ['lint'])).stdout).toContain('success_rate >= 95%  8 trials:')
  })
})
