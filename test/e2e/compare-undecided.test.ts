import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { folder, pawl } from './cli.ts'

vi.setConfig({ testTimeout: 60_000 })

const AGENT = `export default async (trial) => {
  if (trial.random() < Number(process.env.BREAKS ?? 0)) return await trial.tools.look({ at: 'nothing' })
  return trial.random() < Number(process.env.RIGHT ?? 0.9) ? 'yes' : 'no'
}`
const SUITE = `suite: shop
agent: { module: ./agent.mjs }
responses: script
trials: 20
tools:
  look: [{ when: { at: shelf }, return: there }]
assert: [success_rate >= 1%]
cases:
  - { id: a, tags: [x], input: is it there?, expect: [contains: "yes"] }
  - { id: b, input: is it there?, expect: [contains: "yes"] }
`

/** Runs the suite with its own chance, and gives the folder of the run. */
async function made(dir: string, name: string, seed: number, env: Readonly<Record<string, string>> = {}) {
  await pawl(dir, ['run', 'shop.eval.yaml', '--seed', String(seed), '--output', name], env)
  return join(name, readdirSync(join(dir, name))[0] ?? '')
}

const started = () => folder({ 'agent.mjs': AGENT, 'shop.eval.yaml': SUITE })

describe('a comparison that cannot be decided', () => {
  it('passes a run in which nothing got worse, and fails one in which much did', async () => {
    const dir = started()
    const [before, same, worse] = [
      await made(dir, 'before', 1),
      await made(dir, 'same', 2),
      await made(dir, 'worse', 3, { RIGHT: '0.2' }),
    ]
    const fine = await pawl(dir, ['compare', before, same])
    expect([fine.code, fine.stdout]).toEqual([0, expect.stringContaining('NO REGRESSION SHOWN  exit 0')])
    const red = await pawl(dir, ['compare', before, worse])
    expect([red.code, red.stdout]).toEqual([1, expect.stringContaining('WORSE  exit 1')])
    expect(red.stdout).toMatch(/✖ a {2}\d+\/20 → \d+\/20 {2}regressed {2}p /)
  })

  it('decides nothing where most trials of either side ended in error', async () => {
    const dir = started()
    const whole = await made(dir, 'whole', 1)
    const broken = await made(dir, 'broken', 2, { BREAKS: '0.95' })
    for (const sides of [
      [whole, broken],
      [broken, whole],
    ]) {
      const { code, stdout } = await pawl(dir, ['compare', ...sides])
      expect([code, stdout]).toEqual([3, expect.stringContaining('NOT COMPARED  exit 3')])
      expect(stdout.replace(/\s+/g, ' ')).toMatch(/trials ended in error: \d+ × mock-missing/)
    }
  })

  it('decides nothing of a run that was interrupted', async () => {
    const dir = started()
    const whole = await made(dir, 'whole', 1)
    cpSync(join(dir, whole), join(dir, 'torn'), { recursive: true })
    const journal = join(dir, 'torn', 'trials.jsonl')
    writeFileSync(journal, `${readFileSync(journal, 'utf8').split('\n').slice(0, 30).join('\n')}\n`)
    const { code, stdout } = await pawl(dir, ['compare', whole, 'torn'])
    expect([code, stdout]).toEqual([3, expect.stringMatching(/10 of 40 planned trials were not\s+run/)])
  })

  it('decides nothing where an assertion selects no case of both', async () => {
    const dir = started()
    const [before, now] = [await made(dir, 'before', 1), await made(dir, 'now', 2)]
    const text = 'success_rate(tag=nowhere) no_worse_than baseline'
    const { code, stdout } = await pawl(dir, ['compare', before, now, '--assert', text])
    expect([code, stdout]).toEqual([3, expect.stringMatching(/! success_rate\(tag=nowhere\).*not evaluated/)])
  })
})
