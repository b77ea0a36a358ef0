import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { exampleOf } from '../secrets/examples.ts'
import { folder, pawl, runFolders, write } from './cli.ts'

vi.setConfig({ testTimeout: 60_000 })

const SUITE = (id: string, says = 'yes'): string => `  - id: ${id}
    input: is it there?
    expect: [contains: yes]
    script:
      - { text: ${says}, usage: { input: 100, output: 10 }, latency: 200ms }
`
const CHANCE = `  - id: chance
    input: heads?
    expect: [contains: heads]
    script: { variants: [{ replies: [{ text: heads }] }, { replies: [{ text: tails }] }] }
`
const suite = (cases: string, name = 'shop') =>
  `suite: ${name}\nagent: ./agent.yaml\ntrials: 4\ncases:\n${cases}`

const FILES = {
  'evals/agent.yaml': 'model: claude-haiku-4-5\nsystem: be kind\n',
  'evals/shop.eval.yaml': suite(SUITE('fixed') + CHANCE),
}
const FILE = 'evals/baselines/shop.json'

const baselineIn = (dir: string, file = FILE) => JSON.parse(readFileSync(join(dir, file), 'utf8'))
const countsIn = (dir: string) =>
  baselineIn(dir).cases.map((each: { id: string; passed: number; failed: number }) => [
    each.id,
    each.passed + each.failed,
  ])

/** Runs the suite that is there with a seed, and gives its folder relative to here. */
async function runs(dir: string, seed = 1, ...more: string[]): Promise<string> {
  const before = existsSync(join(dir, '.pawl/runs')) ? runFolders(dir) : []
  const { code, stderr } = await pawl(dir, ['run', '--seed', String(seed), ...more])
  expect([code, stderr]).toEqual([expect.any(Number), expect.not.stringContaining('error [')])
  const [made = ''] = runFolders(dir).filter((each) => !before.includes(each))
  return made.slice(dir.length + 1)
}

describe('pawl baseline update', () => {
  it('makes the baseline of a run beside its suite, each answer once', async () => {
    const dir = folder(FILES)
    const run = await runs(dir)
    const { code, stdout, stderr } = await pawl(dir, ['baseline', 'update', run])
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(`${FILE}  new`)
    expect(stdout).toMatch('5 distinct trials of 2 cases (left out: 3 that repeat an answer)')
    expect(countsIn(dir)).toEqual([
      ['chance', 4],
      ['fixed', 1],
    ])
    expect(baselineIn(dir).runs).toMatchObject([{ responses: 'script', trials: 8 }])
  })

  it('gives the same file in whatever order runs are named, and however often', async () => {
    const dir = folder(FILES)
    const [one, two, again] = [await runs(dir, 1), await runs(dir, 2), await runs(dir, 2)]
    await pawl(dir, ['baseline', 'update', one, two, again])
    const text = readFileSync(join(dir, FILE), 'utf8')
    // The draws of one seed are the same draws.
    expect(countsIn(dir)).toEqual([
      ['chance', 8],
      ['fixed', 1],
    ])
    const { stdout } = await pawl(dir, ['baseline', 'update', again, two, two, one])
    expect(readFileSync(join(dir, FILE), 'utf8')).toBe(text)
    expect(stdout).toMatch(`${FILE}  as it was`)
  })

  it('replaces the runs of the file, or adds to them where that is said', async () => {
    const dir = folder(FILES)
    const [one, two] = [await runs(dir, 1), await runs(dir, 2)]
    await pawl(dir, ['baseline', 'update', one])
    const added = await pawl(dir, ['baseline', 'update', '--add', two, one])
    expect(added.stdout).toMatch('5 distinct trials of 2 cases → 9 distinct trials of 2 cases')
    expect(added.stdout).toMatch(/repeated +shop-\S+: the file had it before/)
    expect(baselineIn(dir).runs).toHaveLength(2)
    await pawl(dir, ['baseline', 'update', two])
    expect(baselineIn(dir).runs).toHaveLength(1)
  })

  it('says that a run failed its gate, and that pooled runs are dropped', async () => {
    const dir = folder(FILES)
    const failing = [await runs(dir, 1), await runs(dir, 2)]
    const failed = await pawl(dir, ['baseline', 'update', ...failing])
    expect(failed.stdout).toMatch(/^ {2}! shop-\S+ failed its gate: as the baseline/m)
    write(dir, 'evals/shop.eval.yaml', `${FILES['evals/shop.eval.yaml']}assert: ['success_rate >= 1%']\n`)
    const { stdout } = await pawl(dir, ['baseline', 'update', await runs(dir, 3)])
    expect(stdout).toContain('! 2 runs that were pooled before are dropped; --add would keep them')
    expect(stdout).not.toContain('failed its gate')
  })

  it('says which cases came, went, moved and changed', async () => {
    const dir = folder({
      ...FILES,
      'evals/shop.eval.yaml': suite(SUITE('moves') + SUITE('goes') + SUITE('stays')),
    })
    await pawl(dir, ['baseline', 'update', await runs(dir)])
    write(dir, 'evals/shop.eval.yaml', suite(SUITE('moves', 'no') + SUITE('comes') + SUITE('stays')))
    const run = await runs(dir)
    const { stdout } = await pawl(dir, ['baseline', 'update', run])
    expect(stdout).toMatch(/success rate +100\.0 % → 66\.7 %/)
    expect(stdout).toMatch(/added +comes\n/)
    expect(stdout).toMatch(/removed +goes\n/)
    expect(stdout).toMatch(/moved +moves 1\/1 → 0\/1\n/)
    const pooled = await pawl(dir, ['baseline', 'update', ...runFolders(dir)])
    expect(pooled.stdout).toMatch(/changed +moves\n/)
    expect(pooled.stdout).toMatch('4 of cases as they were before a change')
  })

  it('without a run takes the newest whole one of each suite, and says what it passed over', async () => {
    const dir = folder({
      ...FILES,
      'evals/bank.eval.yaml': suite(SUITE('money'), 'bank'),
    })
    await runs(dir, 1)
    await runs(dir, 2, 'evals/shop.eval.yaml', '--case', 'fixed')
    const { code, stdout, stderr } = await pawl(dir, ['baseline', 'update'])
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/^passed over shop-\S+: a selection left out cases, or trials of some\n$/),
    ])
    expect(stdout).toMatch(/bank\.json {2}new[\s\S]*shop\.json {2}new/)
    expect(baselineIn(dir, 'evals/baselines/bank.json').suite).toBe('bank')
  })

  it('refuses a part of the suite, unless that is what is wanted', async () => {
    const dir = folder(FILES)
    const run = await runs(dir, 1, '--case', 'fixed')
    const refused = await pawl(dir, ['baseline', 'update', run])
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringMatching(/^error \[baseline-refused\] .*a selection left out cases/),
    ])
    expect(existsSync(join(dir, FILE))).toBe(false)
    const taken = await pawl(dir, ['baseline', 'update', '--partial', run])
    expect([taken.code, taken.stdout]).toEqual([0, expect.stringMatching('! shop-.*a selection left out')])
  })

  it('refuses an interrupted run, and one with too many errors', async () => {
    const dir = folder({
      ...FILES,
      'evals/shop.eval.yaml': suite(
        `${SUITE('fixed')}  - { id: lost, input: x, expect: [contains: x], script: [] }\n`,
      ),
    })
    const run = await runs(dir)
    const errors = await pawl(dir, ['baseline', 'update', run])
    expect(errors.stderr).toMatch('4 of 8 trials ended in error: 4 × script-exhausted')
    const journal = join(dir, run, 'trials.jsonl')
    const lines = readFileSync(journal, 'utf8').split('\n')
    writeFileSync(journal, `${lines.slice(0, 3).join('\n')}\n`)
    const torn = await pawl(dir, ['baseline', 'update', run])
    expect([torn.code, torn.stderr]).toEqual([2, expect.stringMatching('5 of 8 planned trials were not run')])
  })

  it('makes one of imported transcripts, judged by a suite', async () => {
    const lines = ['yes', 'no'].map((text, trial) =>
      JSON.stringify({
        case: 'fixed',
        trial,
        messages: [
          { role: 'user', content: 'x' },
          { role: 'assistant', content: text },
        ],
      }),
    )
    const dir = folder({
      ...FILES,
      'evals/shop.eval.yaml': suite(SUITE('fixed')),
      't.jsonl': lines.join('\n'),
    })
    await pawl(dir, ['import', 't.jsonl'])
    await pawl(dir, ['import', 't.jsonl', '--output', 'again'])
    const [run = ''] = runFolders(dir)
    const unjudged = await pawl(dir, ['baseline', 'update', run])
    expect([unjudged.code, unjudged.stderr]).toEqual([
      2,
      expect.stringMatching('run-unjudged[\\s\\S]*--suite'),
    ])
    const [name = ''] = readdirSync(join(dir, 'again'))
    const again = `again/${name}`
    const { code } = await pawl(dir, ['baseline', 'update', '--suite', 'evals/shop.eval.yaml', run, again])
    expect(code).toBe(0)
    expect(baselineIn(dir).cases).toMatchObject([{ id: 'fixed', passed: 1, failed: 1 }])
  })

  it('is told where the suite is when it is not where the run had it', async () => {
    const dir = folder(FILES)
    const run = await runs(dir)
    mkdirSync(join(dir, 'elsewhere'))
    const elsewhere = join(dir, 'elsewhere')
    const lost = await pawl(elsewhere, ['baseline', 'update', `../${run}`])
    expect([lost.code, lost.stderr]).toEqual([2, expect.stringMatching(/it is not there\n.*--suite/)])
    const told = await pawl(elsewhere, ['baseline', 'update', `../${run}`, '--output', 'b.json'])
    expect([told.code, baselineIn(elsewhere, 'b.json').suite]).toEqual([0, 'shop'])
    const suiteFile = ['--suite', '../evals/shop.eval.yaml']
    expect((await pawl(elsewhere, ['baseline', 'update', `../${run}`, ...suiteFile])).code).toBe(0)
    expect(existsSync(join(dir, FILE))).toBe(true)
  })

  it('does not add to a file that is damaged, and says so when it replaces one', async () => {
    const dir = folder({ ...FILES, [FILE]: '{' })
    const run = await runs(dir)
    const added = await pawl(dir, ['baseline', 'update', '--add', run])
    expect([added.code, added.stderr]).toEqual([2, expect.stringMatching('baseline-unreadable')])
    const replaced = await pawl(dir, ['baseline', 'update', run])
    expect([replaced.code, replaced.stdout]).toEqual([0, expect.stringMatching('it was replaced')])
  })

  it('keeps credentials out of the file', async () => {
    const key = exampleOf('an Anthropic key')
    const dir = folder({ ...FILES, 'evals/shop.eval.yaml': suite(SUITE('fixed')) })
    const run = await runs(dir)
    const journal = join(dir, run, 'run.json')
    writeFileSync(journal, readFileSync(journal, 'utf8').replace('"tags": []', `"tags": ["${key}"]`))
    expect(readFileSync(journal, 'utf8')).toContain(key)
    await pawl(dir, ['baseline', 'update', run])
    expect(baselineIn(dir).cases[0].tags).toEqual(['[redacted: an Anthropic key]'])
  })

  it('has no run to take where there is none', async () => {
    const { code, stderr } = await pawl(folder(FILES), ['baseline', 'update'])
    expect([code, stderr]).toEqual([2, expect.stringMatching(/no whole run to make a baseline of\n.*run/)])
  })
})

describe('pawl baseline show', () => {
  it('shows a row a case', async () => {
    const dir = folder(FILES)
    await pawl(dir, ['baseline', 'update', await runs(dir)])
    const { code, stdout } = await pawl(dir, ['baseline', 'show'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^shop {2}evals\/baselines\/shop\.json\n {2}1 run of \d{4}-\d\d-\d\d · /)
    expect(stdout).toMatch(/fixed +1 +1 +\$0\.00015 +200 ms +200 ms\n/)
    expect((await pawl(dir, ['baseline', 'show', FILE])).stdout).toBe(stdout)
  })

  it('says what to do where there is none', async () => {
    const dir = folder()
    for (const args of [['show'], ['show', 'x.json'], ['list']]) {
      const { code, stderr } = await pawl(dir, ['baseline', ...args])
      expect([code, stderr]).toEqual([2, expect.stringMatching(/^error \[usage\] .*\n.*baseline update/)])
    }
  })
})
