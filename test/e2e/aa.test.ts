import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { folder, pawl, runFolders, write } from './cli.ts'

vi.setConfig({ testTimeout: 60_000 })

const COIN = (id: string): string => `  - id: ${id}
    input: heads?
    expect: [contains: heads]
    script:
      variants:
        - { replies: [{ text: heads }] }
        - { replies: [{ text: heads }] }
        - { replies: [{ text: tails }] }
`
const suite = (assert: string, name = 'coins') => `suite: ${name}
agent: ./agent.yaml
trials: 5
${assert}cases:
${['a', 'b', 'c', 'd', 'e', 'f'].map(COIN).join('')}`

const FILES = {
  'evals/agent.yaml': 'model: claude-haiku-4-5\nsystem: be kind\n',
  'evals/coins.eval.yaml': suite('assert:\n  - success_rate >= 10%\n'),
}
const FEW = ['--resamples', '60']

/** Runs the suite that is there with a seed, and gives its folder relative to here. */
async function runs(dir: string, seed: number): Promise<string> {
  const before = existsSync(join(dir, '.pawl/runs')) ? runFolders(dir) : []
  await pawl(dir, ['run', '--seed', String(seed)])
  const [made = ''] = runFolders(dir).filter((each) => !before.includes(each))
  return made.slice(dir.length + 1)
}

describe('pawl aa', () => {
  it('tells how often the gate of a suite alarms on its own run, the same each time', async () => {
    const dir = folder(FILES)
    const run = await runs(dir, 1)
    const { code, stdout, stderr } = await pawl(dir, ['aa', run, ...FEW])
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain('coins · A/A of 1 run · 6 cases × 5 against 5 trials · 60 resamples (seed 1)')
    expect(stdout).toMatch(/success_rate >= 10% +0\.0 % +\[0\.0, 6\.0\] .* 5 %/)
    expect(stdout).toMatch(/the whole gate +0\.0 %/)
    expect(stdout).toMatch(/success_rate no_worse_than baseline .* not in the suite/)
    expect((await pawl(dir, ['aa', run, ...FEW])).stdout).toBe(stdout)
    expect((await pawl(dir, ['aa', run, ...FEW, '--seed', '2'])).stdout).not.toBe(stdout)
  })

  it('writes its numbers as JSON, to a file or standard output', async () => {
    const dir = folder(FILES)
    const run = await runs(dir, 1)
    const both = await pawl(dir, [
      'aa',
      run,
      ...FEW,
      '--trials',
      '3',
      '--baseline-trials',
      '9',
      '--reporter',
      'json=out/aa.json',
    ])
    expect(both).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('3 against 9 trials') })
    const json = JSON.parse(readFileSync(join(dir, 'out/aa.json'), 'utf8'))
    expect(json).toMatchObject({
      format: 1,
      suite: 'coins',
      resamples: 60,
      trials: { candidate: { least: 3, most: 3 }, baseline: { least: 9, most: 9 } },
      cases: { total: 6, fixed: 0, answers: 30 },
      drift: null,
    })
    const alone = await pawl(dir, ['aa', run, ...FEW, '--reporter', 'json'])
    expect(JSON.parse(alone.stdout).assertions).toHaveLength(2)
  })

  it('measures drift between runs, and takes a run that repeats another for what it is', async () => {
    const dir = folder(FILES)
    const [one, two, again] = [await runs(dir, 1), await runs(dir, 2), await runs(dir, 2)]
    const { code, stdout } = await pawl(dir, ['aa', one, two, again, ...FEW])
    expect(code).toBe(0)
    expect(stdout).toContain('60 distinct answers')
    expect(stdout).toContain('drift between 2 runs, over 6 cases that all of them have')
    expect(stdout).toMatch(/success_rate +\d+\.\d %, \d+\.\d % +drift ±\d/)
    expect(stdout).toContain(`${again.slice('.pawl/runs/'.length)} repeats answers that count already`)
  })

  it('says so where the suite is gone or broken, and judges the regression alone', async () => {
    const dir = folder(FILES)
    const run = await runs(dir, 1)
    write(dir, 'evals/coins.eval.yaml', suite('assert:\n  - success >= 10%\n'))
    const broken = await pawl(dir, ['aa', run, ...FEW])
    expect(broken.code).toBe(0)
    expect(broken.stdout).toContain('the suite cannot be read')
    expect(broken.stdout).not.toContain('the whole gate')
    write(dir, 'evals/coins.eval.yaml', suite('', 'dice'))
    expect((await pawl(dir, ['aa', run, ...FEW])).stdout).toContain('is not the suite coins any more')
    rmSync(join(dir, 'evals/coins.eval.yaml'))
    const gone = await pawl(dir, ['aa', run, ...FEW])
    expect(gone.stdout).toContain('the suite is not at evals/coins.eval.yaml, where the run had it')
    expect(gone.stdout).toMatch(/success_rate no_worse_than baseline .* not in the suite/)
  })

  it('judges the run with another suite where one is named', async () => {
    const dir = folder(FILES)
    const run = await runs(dir, 1)
    write(dir, 'evals/strict.eval.yaml', suite('assert:\n  - success_rate >= 99%\n', 'strict'))
    const { code, stdout } = await pawl(dir, ['aa', run, ...FEW, '--suite', 'evals/strict.eval.yaml'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/success_rate >= 99% +100\.0 %/)
    expect(stdout).toContain('the runs as they are do not meet it')
  })

  it('takes imported transcripts where a suite judges them', async () => {
    const lines = ['heads', 'tails', 'heads'].map((text, trial) =>
      JSON.stringify({
        case: 'a',
        trial,
        messages: [
          { role: 'user', content: 'heads?' },
          { role: 'assistant', content: text },
        ],
      }),
    )
    const dir = folder({ ...FILES, 't.jsonl': lines.join('\n') })
    await pawl(dir, ['import', 't.jsonl'])
    const [run = ''] = runFolders(dir)
    expect(await pawl(dir, ['aa', run])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('run-unjudged'),
    })
    const judged = await pawl(dir, ['aa', run, ...FEW, '--suite', 'evals/coins.eval.yaml'])
    expect(judged.code).toBe(0)
    expect(judged.stdout).toContain('1 case × 3 against 3 trials')
    // What speaks against the run is said.
    expect(judged.stdout).toContain('a selection left out cases, or trials of some')
  })

  it('ends with 2 for wrong usage', async () => {
    const dir = folder(FILES)
    const run = await runs(dir, 1)
    write(dir, 'evals/coins.eval.yaml', suite('', 'dice'))
    const other = await runs(dir, 1)
    const wrong = async (...args: string[]) => {
      const { code, stderr } = await pawl(dir, ['aa', ...args])
      expect(code).toBe(2)
      return stderr
    }
    expect(await wrong()).toContain('expected one run or more')
    expect(await wrong(run, other)).toContain('expected runs of one suite, found those of coins, dice')
    expect(await wrong(run, '--resamples', '0')).toContain('--resamples needs a whole number of at least 1')
    expect(await wrong(run, '--reporter', 'csv')).toContain('expected one of terminal, json')
    expect(await wrong(run, '--reporter', 'json', '--reporter', 'terminal')).toContain('standard output')
    expect(await wrong('.pawl/runs/none')).toContain('run-unreadable')
  })

  it('ends with 3 for a run without a trial, and for one of errors alone', async () => {
    const dir = folder(FILES)
    const run = await runs(dir, 1)
    const journal = join(run, 'trials.jsonl')
    const lines = readFileSync(join(dir, journal), 'utf8')
    write(dir, journal, '')
    expect(await pawl(dir, ['aa', run, ...FEW])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('nothing-evaluated'),
    })
    write(
      dir,
      journal,
      lines
        .replaceAll('"outcome":"pass"', '"outcome":"error"')
        .replaceAll('"outcome":"fail"', '"outcome":"error"'),
    )
    const errors = await pawl(dir, ['aa', run, ...FEW])
    expect(errors.code).toBe(3)
    expect(errors.stdout).toContain('not evaluated in 60 resamples')
  })
})
