import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { folder, journalLines, MAIN, pawl, start, write } from './cli.ts'
import { jsonIn, newest } from './shop.ts'

vi.setConfig({ testTimeout: 60_000 })

const SECONDS = { timeout: 15_000, interval: 20 }
const RUNS = '.pawl/runs'
const SUITE_FILE = 'evals/coin.eval.yaml'

/** Replies that are drawn; with one variant they are the same each time. */
const suite = (assert: string, variants = 2) => {
  const says = ['heads', 'heads you win'].slice(0, variants)
  const replies = says.map((text) => `{ replies: [{ text: ${text}, usage: { input: 1000, output: 100 } }] }`)
  const one = `expect: [contains: heads], script: { variants: [${replies.join(', ')}] }`
  return `suite: coin
agent: { module: ./agent.mjs }
trials: 60
assert: [${assert}]
cases:
  - { id: a, input: x, ${one} }
  - { id: b, input: y, ${one} }
`
}

/** @param does lines before it answers, with \`id\` as \`a#5\` and \`random\` */
const agent = (does = '') => `import { existsSync } from 'node:fs'
export default async ({ id, input, random }) => {
  const body = JSON.stringify({ model: 'claude-haiku-4-5', max_tokens: 9, messages: [{ role: 'user', content: input }] })
  const response = await fetch('https://api.anthropic.com/v1/messages', { method: 'POST', body })
  ${does}
  return (await response.json()).content[0].text
}
`

const coin = (assert: string, does = '', variants = 2): string =>
  folder({ [SUITE_FILE]: suite(assert, variants), 'evals/agent.mjs': agent(does) })

const summaryIn = (dir: string) => jsonIn(dir, `${newest(dir, RUNS)}/summary.json`)

/** What a verdict says, without what names the run. */
const verdictOf = ({ decision, assertions, trials, metrics }: Record<string, unknown>) => ({
  decision,
  assertions,
  trials,
  metrics,
})

describe('pawl run --adaptive', () => {
  it('ends as soon as all is decided, and says what that saved', async () => {
    const dir = coin('success_rate >= 90%')
    const { code, stdout, stderr } = await pawl(dir, ['run', '--adaptive'])
    expect([code, stderr]).toEqual([0, ''])
    const [, round = '', left = '', saved = ''] =
      /adaptive: all was decided after round (\d+) of 60; (\d+) trials saved, about \$(\d\.\d+) of a live model/.exec(
        stdout,
      ) ?? []
    expect(Number(round)).toBeLessThan(60)
    expect(Number(left)).toBe(2 * (60 - Number(round)))
    expect(Number(saved)).toBeCloseTo(Number(left) * 0.0015, 3)
    expect(stdout).toContain(`2 cases × ${round} trials`)
    expect(stdout).toMatch(/✔ success_rate >= 90% +100\.0 % +\[\d\d\.\d, 100\.0\] +proven/)
    // Nothing was left undone, and nothing done in vain.
    expect(journalLines(dir)).toHaveLength(2 * Number(round))
    const run = jsonIn(dir, `${newest(dir, RUNS)}/run.json`)
    expect(run).toMatchObject({ mostRounds: 60, planned: { a: Number(round), b: Number(round) } })
    expect(run.identity.trials).toBe(120)
    expect(summaryIn(dir)).toMatchObject({
      decision: 'pass',
      exitCode: 0,
      trials: { planned: 2 * Number(round), passed: 2 * Number(round) },
      assertions: [{ proof: 'proven_pass' }],
    })
  })

  it('fails as early, and its stored run is judged the same again', async () => {
    const dir = coin('success_rate >= 90%', 'if (random() < 0.6) return "tails"')
    const { code, stdout } = await pawl(dir, ['run', '--adaptive'])
    expect(code).toBe(1)
    const [saved] = /adaptive: .* saved/.exec(stdout) ?? []
    expect(saved).toMatch(/all was decided after round \d of 60/)
    const first = summaryIn(dir)
    const again = await pawl(dir, ['score', '--suite', SUITE_FILE, newest(dir, RUNS)])
    expect([again.code, again.stdout]).toEqual([1, expect.stringContaining(saved ?? '?')])
    expect(verdictOf(summaryIn(dir))).toEqual(verdictOf(first))
  })

  it('runs to the end where nothing is decided', async () => {
    const dir = coin('success_rate >= 50%', 'if (Number(id.split("#")[1]) % 2) return "tails"; random()')
    const { code, stdout } = await pawl(dir, ['run', '--adaptive', '--trials', '10'])
    expect(code).toBe(0)
    expect(stdout).toContain('adaptive: ran all 10 rounds (1 assertion undecided), so nothing was saved')
    expect(journalLines(dir)).toHaveLength(20)
    const strict = await pawl(dir, ['run', '--adaptive', '--trials', '10', '--fail-on', 'inconclusive'])
    expect(strict.code).toBe(1)
  })

  it('needs one round where every trial would be the same', async () => {
    const dir = coin('success_rate >= 90%', '', 1)
    const { code, stdout } = await pawl(dir, ['run', '--adaptive'])
    expect(code).toBe(0)
    expect(stdout).toContain(
      'adaptive: all was decided after round 1 of 60; 118 trials saved, about $0.177 of a live model',
    )
    expect(stdout).toMatch(/✔ success_rate >= 90% +100\.0 % +exact/)
    expect(journalLines(dir)).toHaveLength(2)
  })

  it('is decided against a baseline, too', async () => {
    const dir = coin('success_rate no_worse_than baseline')
    await pawl(dir, ['run', '--seed', '1'])
    await pawl(dir, ['baseline', 'update', newest(dir, RUNS)])
    write(dir, 'evals/agent.mjs', agent('if (random() < 0.8) return "tails"'))
    const { code, stdout } = await pawl(dir, ['run', '--adaptive', '--seed', '2', '--output', 'now'])
    expect(code).toBe(1)
    expect(stdout).toMatch(/adaptive: all was decided after round \d+ of 60/)
    expect(stdout).toMatch(/✖ [ab] {2}60\/60 → \d\/\d+ {2}regressed/)
  })

  it('that was interrupted says nothing of savings, and goes on to the same end', async () => {
    const whole = coin('success_rate >= 90%')
    await pawl(whole, ['run', '--adaptive'])
    const dir = coin(
      'success_rate >= 90%',
      `if (id === 'a#5' && !existsSync('go')) await new Promise(() => { setInterval(() => {}, 1000) })`,
    )
    const args = [MAIN, 'run', '--adaptive', '--concurrency', '1', '--real-time']
    const once = start(process.execPath, args, dir)
    await vi.waitFor(() => expect(journalLines(dir).length).toBeGreaterThanOrEqual(10), SECONDS)
    once.process.kill('SIGINT')
    const { code, stdout, stderr } = await once.done
    expect(code).toBe(130)
    expect(stderr).toMatch(/go on with it: the same command and --resume \.pawl\/runs\/coin-/)
    expect(stdout).not.toContain('adaptive:')
    const run = newest(dir, RUNS)
    const scored = await pawl(dir, ['score', '--suite', SUITE_FILE, run])
    expect([scored.code, scored.stdout]).toEqual([3, expect.not.stringContaining('adaptive:')])
    write(dir, 'go', '')
    const resumed = await pawl(dir, ['run', '--adaptive', '--resume', run])
    expect(resumed).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/adaptive: all was decided after round/),
    })
    expect(verdictOf(summaryIn(dir))).toEqual(verdictOf(summaryIn(whole)))
  })

  it.each([
    [
      ['--agent', 'evals/agent.mjs', '--agent', 'evals/other.mjs'],
      '--adaptive does not go with several --agent',
    ],
    [['--against', 'HEAD'], '--adaptive does not go with --against'],
  ])('does not go with %j', async (args, said) => {
    const dir = coin('success_rate >= 90%')
    write(dir, 'evals/other.mjs', readFileSync(join(dir, 'evals/agent.mjs'), 'utf8'))
    const { code, stderr } = await pawl(dir, ['run', '--adaptive', ...args])
    expect([code, stderr]).toEqual([2, expect.stringContaining(said)])
  })
})
