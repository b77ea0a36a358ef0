import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { hasInvisible } from '../../src/report/sanitize.ts'
import { pawl, write } from './cli.ts'
import { parseComparison } from './comparison-shape.ts'
import { changeAgent, jsonIn, newest, RIGHT, runs, SUITE_FILE, shop, suiteText, WRONG } from './shop.ts'

vi.setConfig({ testTimeout: 60_000 })

/** Two runs of which the second went wrong in three ways. */
async function regression(): Promise<{ dir: string; before: string; now: string }> {
  const dir = shop()
  const before = await runs(dir, 1, 'before')
  changeAgent(dir, WRONG)
  return { dir, before, now: await runs(dir, 2, 'now') }
}

describe('pawl compare', () => {
  it('fails where the run got worse, and shows for each case where its way parts', async () => {
    const { dir, before, now } = await regression()
    const { code, stdout, stderr } = await pawl(dir, ['compare', before, now])
    expect([code, stderr]).toEqual([1, ''])
    expect(stdout).toContain(`shop  ${before} → ${now}`)
    expect(stdout).toContain(
      '4 cases compared, each side a sample of trials\n  3 regressed · 1 stable (passing)',
    )
    expect(stdout).toMatch(/success rate +100\.0 % +25\.0 % +-75\.0pp +\[-88\.0pp, -50\.8pp\] +<0\.001/)
    expect(stdout).toContain('✖ argument  6/6 → 0/6  regressed  p 0.0011')
    expect(stdout).toMatch(
      /step 1: the candidate calls refund with \.amount 4\.9, the baseline with 49 \(in 6 of 6 failing\s+trials\)/,
    )
    expect(stdout).toMatch(
      /▸ 1 {2}refund\({order: "A1", amount: 49}\) +│ ▸ 1 {2}refund\({order: "A1", amount: 4\.9}\)/,
    )
    expect(stdout).toMatch(/\.amount: 49 +│ +\.amount: 4\.9\n/)
    expect(stdout).toContain(
      'step 1: the candidate calls refund, the baseline lookup (in 6 of 6 failing trials)',
    )
    expect(stdout).toMatch(/step 1: the candidate answers "(right away|at once)", the baseline calls lookup/)
    expect(stdout).not.toMatch(/[✖✔•] same/)
    expect(stdout).toContain('the agent is not the one of the baseline')
    expect(stdout).toMatch(/\n\nWORSE {2}exit 1: the gate fails\n$/)
  })

  it('shows all that regressed where nothing is asked of it, however the agent is asserted', async () => {
    const { dir, before, now } = await regression()
    const assert = ['--assert', 'success_rate >= baseline * 0.1', '--assert', 'avg_cost <= baseline + 10%']
    const { code, stdout } = await pawl(dir, ['compare', before, now, ...assert])
    expect(code).toBe(0)
    expect(stdout).toMatch(/\n\nPASS, but 3 cases regressed {2}exit 0: the gate passes\n$/)
  })

  it('passes where the run got better, and says what improved', async () => {
    const { dir, before, now } = await regression()
    const { code, stdout } = await pawl(dir, ['compare', now, before])
    expect(code).toBe(0)
    expect(stdout).toContain('3 improved · 1 stable (passing)')
    expect(stdout).toContain('✔ argument  0/6 → 6/6  improved  p 0.0011')
    expect(stdout).toMatch(/\n\nNO WORSE {2}exit 0: the gate passes\n$/)
  })

  it('writes JSON and markdown, to files or one of them to standard output', async () => {
    const { dir, before, now } = await regression()
    const reporters = ['--reporter', 'json=out/a.json', '--reporter', 'markdown']
    const { code, stdout } = await pawl(dir, ['compare', before, now, ...reporters])
    expect(code).toBe(1)
    expect(stdout).toMatch(/^## ✖ <code>shop<\/code>: WORSE\n/)
    expect(stdout).toContain(
      '| success rate | 100.0 % | 25.0 % | -75.0pp | [-88.0pp, -50.8pp] | &#60;0.001 |',
    )
    expect(stdout).toContain('| case | passed | change | p | where the ways part |')
    expect(stdout).toMatch(/\| <code>tool<\/code> \| 6\/6 → 0\/6 \| regressed \| 0\.0011 \| <code>step 1: /)
    const json = parseComparison(jsonIn(dir, 'out/a.json'))
    expect(json).toMatchObject({
      suite: 'shop',
      baseline: before,
      candidate: now,
      decision: 'fail',
      exitCode: 1,
    })
    expect(json.divergences.map((each) => [each.case, each.kind])).toEqual([
      ['argument', 'argument'],
      ['tool', 'tool'],
      ['answer', 'answered'],
    ])
    expect(json.comparison.cases.map(({ id, change }) => [id, change])).toEqual([
      ['argument', 'regressed'],
      ['tool', 'regressed'],
      ['answer', 'regressed'],
      ['same', 'stable_pass'],
    ])
    const alone = await pawl(dir, ['compare', before, now, '--reporter', 'json'])
    expect(JSON.parse(alone.stdout)).toEqual(json)
    const both = await pawl(dir, ['compare', before, now, '--reporter', 'json', '--reporter', 'markdown'])
    expect([both.code, both.stderr]).toEqual([
      2,
      expect.stringContaining('cannot both go to standard output'),
    ])
    const junit = await pawl(dir, ['compare', before, now, '--reporter', 'junit'])
    expect([junit.code, junit.stderr]).toEqual([
      2,
      expect.stringContaining('expected one of terminal, json, markdown'),
    ])
  })

  it('takes the file of a baseline for either side', async () => {
    const { dir, before, now } = await regression()
    await pawl(dir, ['baseline', 'update', before])
    const baseline = 'evals/baselines/shop.json'
    const worse = await pawl(dir, ['compare', baseline, now])
    expect(worse.code).toBe(1)
    expect(worse.stdout).toContain(`shop  ${baseline} → ${now}`)
    // Its runs are not where runs are by default, so there is no trajectory to show.
    expect(worse.stdout).not.toContain('step 1')
    expect((await pawl(dir, ['compare', now, baseline])).stdout).toContain('3 improved')
  })

  it('is exact where both played the same: a run against itself is no worse, without a p-value', async () => {
    const { dir, before, now } = await regression()
    const { code, stdout } = await pawl(dir, ['compare', before, before, '--fail-on', 'inconclusive'])
    expect(code).toBe(0)
    expect(stdout).toContain('both played the same recordings or scripts, and nothing changed')
    expect(stdout).not.toContain('success rate')
    expect((await pawl(dir, ['compare', now, now])).stdout).toMatch(/NO WORSE {2}exit 0/)
    // Another agent on the same draws.
    changeAgent(dir, WRONG)
    const same = await runs(dir, 1, 'same')
    const { stdout: exact, code: failed } = await pawl(dir, ['compare', before, same])
    expect(failed).toBe(1)
    expect(exact).toMatch(/ {2}baseline +now +difference\n {2}success rate +100\.0 % +25\.0 % +-75\.0pp\n/)
    expect(exact).not.toContain('p (worse)')
    expect(exact).toContain('✖ argument  6/6 → 0/6  regressed\n')
    expect(exact.replace(/\s+/g, ' ')).toContain('on the same recordings or scripts: the difference is exact')
  })

  it('compares the cases that both have as they are, and names the others', async () => {
    const dir = shop()
    const before = await runs(dir, 1, 'before')
    write(
      dir,
      SUITE_FILE,
      suiteText().replace('id: same', 'id: fresh').replace('where is it?', 'where is it now?'),
    )
    const now = await runs(dir, 2, 'now')
    const { code, stdout } = await pawl(dir, ['compare', before, now])
    expect(code).toBe(0)
    expect(stdout).toContain('2 cases compared')
    expect(stdout).toContain('1 case changed since, and left out: tool')
    expect(stdout).toContain('1 case in the baseline, and not in this run: same')
    expect(stdout).toContain('1 case not in the baseline: fresh')
    expect(stdout).toContain('is of another state of the suite')
  })

  it('says what so few trials cannot show, and fails that where proof is asked for', async () => {
    const dir = shop(RIGHT, { trials: 2 })
    const before = await runs(dir, 1, 'before')
    const now = await runs(dir, 2, 'now')
    const { code, stdout } = await pawl(dir, ['compare', before, now])
    expect(code).toBe(0)
    expect(stdout).toMatch(/\n\nNO REGRESSION SHOWN {2}exit 0/)
    expect(stdout).toContain(
      '4 cases have too few trials to be sure of even a complete break; 5 against 5 are enough',
    )
    const strict = await pawl(dir, ['compare', before, now, '--fail-on', 'inconclusive'])
    expect(strict.code).toBe(1)
    expect(strict.stdout).toMatch(/NOT PROVEN {2}exit 1/)
  })
})

describe('what cannot be compared', () => {
  it('ends with 2, and says what was expected', async () => {
    const dir = shop()
    const run = await runs(dir, 1, 'before')
    write(dir, 'evals/bank.eval.yaml', suiteText().replace('suite: shop', 'suite: bank'))
    await pawl(dir, ['run', 'evals/bank.eval.yaml', '--output', 'bank'])
    const refused = async (...args: string[]) => {
      const { code, stdout, stderr } = await pawl(dir, ['compare', ...args])
      expect([code, stdout]).toEqual([2, ''])
      return stderr
    }
    expect(await refused()).toContain('[usage] expected two runs, found 0')
    expect(await refused(run)).toContain('[usage] expected two runs, found 1')
    expect(await refused(run, run, run)).toContain('[usage] expected two runs, found 3')
    expect(await refused(run, 'gone')).toContain(
      '[run-unreadable] expected a run or a baseline at gone, found neither',
    )
    expect(await refused('evals', run)).toContain('[run-unreadable] expected a run or a baseline at evals')
    expect(await refused('evals/agent.mjs', run)).toContain(
      '[baseline-unreadable] the baseline evals/agent.mjs',
    )
    expect(await refused(newest(dir, 'bank'), run)).toMatch(
      /\[usage\] expected two runs of one suite, found bank \(bank\/\S+\) and shop \(before\/\S+\)/,
    )
    const withAssert = (text: string) => refused(run, run, '--assert', text)
    expect(await withAssert('sucess_rate >= baseline')).toContain('unknown metric "sucess_rate"')
    expect(await withAssert('success_rate >= 3%')).toContain('says nothing of a baseline')
    expect(await withAssert('')).toContain('--assert needs a value')
    expect(await refused(run, run, '--fail-on', 'flaky')).toContain('--fail-on needs one of inconclusive')
  })

  it('is a run whose files are damaged', async () => {
    const dir = shop()
    const run = await runs(dir, 1, 'before')
    const damaged = async (file: string, change: (text: string) => string) => {
      cpSync(join(dir, run), join(dir, 'broken'), { recursive: true })
      write(dir, `broken/${file}`, change(readFileSync(join(dir, run, file), 'utf8')))
      return await pawl(dir, ['compare', run, 'broken'])
    }
    expect(await damaged('run.json', () => '{')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('[run-unreadable] the run broken cannot be read: run.json is not JSON'),
    })
    expect(await damaged('trials.jsonl', (text) => `nonsense\n${text}`)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('trials.jsonl line 1 is not JSON'),
    })
    // The line that was being written when the machine went down is no damage.
    const torn = await damaged('trials.jsonl', (text) => text.slice(0, -40))
    expect(torn).toMatchObject({ code: 3, stdout: expect.stringContaining('4 cases compared') })
    expect(torn.stdout).toContain('broken: 1 of 24 planned trials were not run: same (1 of 6)')
    const empty = await damaged('trials.jsonl', () => '')
    expect(empty.code).toBe(3)
    expect(empty.stdout).toContain(
      '4 cases in the baseline, and not in this run: argument, tool, answer, same',
    )
    expect(empty.stdout).toContain('no case as it is today has trials on both sides; nothing was compared')
    expect(empty.stdout).toMatch(/NOT COMPARED {2}exit 3: could not evaluate\n$/)
  })

  it('is a run of other cases', async () => {
    const dir = shop()
    const run = await runs(dir, 1, 'before', '--case', 'tool')
    const other = await runs(dir, 1, 'now', '--case', 'same')
    const { code, stdout } = await pawl(dir, ['compare', run, other])
    expect(code).toBe(3)
    expect(stdout).toContain('0 cases compared\n')
    expect(stdout).toContain('1 case in the baseline, and not in this run: tool')
    expect(stdout).toContain('1 case not in the baseline: same')
  })

  it('is an import that no suite judges', async () => {
    const lines = [0, 1].map((trial) =>
      JSON.stringify({
        case: 'same',
        trial,
        messages: [
          { role: 'user', content: 'hello' },
          { role: 'assistant', content: `hello ${trial}` },
        ],
      }),
    )
    const dir = shop()
    write(dir, 't.jsonl', lines.join('\n'))
    await pawl(dir, ['import', 't.jsonl', '--output', 'imported'])
    const run = newest(dir, 'imported')
    expect(await pawl(dir, ['compare', run, run])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/\[run-unjudged\].*\n.*--suite/),
    })
    const judged = await pawl(dir, ['compare', run, run, '--suite', SUITE_FILE])
    expect(judged.code).toBe(0)
    expect(judged.stdout).toContain('1 case compared, both played the same')
    expect(await pawl(dir, ['compare', run, run, '--suite', 'evals/none.eval.yaml'])).toMatchObject({
      code: 2,
    })
  })
})

/** What would act on a terminal, in a CI log or in HTML. */
const HOSTILE =
  '\u001b[2J\u0007##[error]forged ::error::forged \u202egnp.exe\u2066 <img src=x onerror=alert(1)> @ada `x`'
/** Line ends are ours. */
const isActing = (text: string): boolean => hasInvisible(text.replaceAll('\n', ''))

describe('hostile text', () => {
  it('in answers, arguments and stored case ids acts in no reporter', async () => {
    const cases =
      '  - { id: evil, input: x, expect: [contains: fine], script: { variants: [{ replies: [{ text: a }] }, { replies: [{ text: b }] }] } }\n'
    const does = (said: string) =>
      `  if (id.startsWith('evil')) { await tools.refund({ amount: ${JSON.stringify(said)} }); return ${JSON.stringify(said)} }\n${RIGHT}`
    const dir = shop(does('fine'), { cases })
    const before = await runs(dir, 1, 'before')
    changeAgent(dir, does(HOSTILE))
    const now = await runs(dir, 2, 'now')
    await pawl(dir, ['baseline', 'update', before])
    const reporters = ['json', 'markdown', 'junit'].flatMap((name) => ['--reporter', `${name}=o/run.${name}`])
    const run = await pawl(dir, ['run', '--seed', '3', '--output', 'before', ...reporters])
    expect(run.stdout).toContain('step 1: the candidate calls refund with .amount ')
    // A suite has no such id, but whoever hands over a run may write one.
    const evil = JSON.stringify(`evil${HOSTILE}`)
    for (const file of [before, now].flatMap((each) => [`${each}/run.json`, `${each}/trials.jsonl`])) {
      write(dir, file, readFileSync(join(dir, file), 'utf8').replaceAll('"evil"', evil))
    }
    const files = ['--reporter', 'json=o/a.json', '--reporter', 'markdown=o/a.md']
    const { code, stdout } = await pawl(dir, ['compare', before, now, ...files])
    expect(code).toBe(1)
    const names = readdirSync(join(dir, 'o'))
    const texts = [stdout, run.stdout, ...names.map((name) => readFileSync(join(dir, 'o', name), 'utf8'))]
    expect(texts).toHaveLength(7)
    for (const text of texts) {
      expect(text).toContain('evil')
      expect(isActing(text)).toBe(false)
      expect(text).not.toMatch(/##\[error\]|^\s*::error::/m)
    }
    for (const text of texts.filter((each) => each.startsWith('## '))) expect(text).not.toMatch(/<img|@ada|`/)
    const { divergences } = parseComparison(jsonIn(dir, 'o/a.json'))
    expect(divergences).toMatchObject([{ case: `evil${HOSTILE}`, kind: 'argument' }])
  })
})
