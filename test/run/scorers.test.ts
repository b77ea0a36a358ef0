import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createScorers } from '../../src/run/scorers.ts'
import type { JsonObject } from '../../src/trajectory/index.ts'
import { expected } from '../expect/build.ts'
import { temporaryFolder } from '../model/recording/build.ts'
import { caseOf, referenceAgent, reply, run, script, suiteOf } from './build.ts'

// Filling a thread's memory takes a while.
vi.setConfig({ testTimeout: 60_000 })

/** Scorers of a folder with these files. */
function scorers(files: Readonly<Record<string, string>>) {
  const dir = temporaryFolder()
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true })
    writeFileSync(join(dir, name), text)
  }
  const interrupt = new AbortController()
  const made = createScorers(dir, interrupt.signal)
  onTestFinished(() => made.close())
  return {
    interrupt,
    dir,
    run: (name: string, input: unknown = null, ms = 5000) => made.run(`./${name}`, input, ms),
  }
}

describe('scorers', () => {
  it('are TypeScript or JavaScript, wait for promises and are given a copy of the trial', async () => {
    const { run } = scorers({
      'a.ts': 'export default (trial: { output: string }): number => trial.output.length / 10',
      'b.mjs': 'export default async (trial) => ({ score: trial.calls.length === 0, reason: "none" })',
      'c.cjs': 'module.exports = () => true',
    })
    expect(await run('a.ts', { output: 'hello' })).toBe(0.5)
    expect(await run('b.mjs', { calls: [] })).toEqual({ score: true, reason: 'none' })
    expect(await run('c.cjs')).toBe(true)
  })

  it('keep one thread a module', async () => {
    const { run } = scorers({ 'a.mjs': 'let calls = 0; export default () => ++calls' })
    expect(await Promise.all([run('a.mjs'), run('a.mjs'), run('a.mjs')])).toEqual([1, 2, 3])
  })

  it('that loop without an end are ended; the next call has a new thread', async () => {
    const { run } = scorers({
      'a.mjs': 'let calls = 0; export default (loop) => { calls++; while (loop); return calls }',
    })
    expect(await run('a.mjs', false)).toBe(1)
    await expect(run('a.mjs', true, 100)).rejects.toMatchObject({
      code: 'scorer-failed',
      message: 'the scorer ./a.mjs failed: it was not done after 100 ms',
    })
    expect(await run('a.mjs', false)).toBe(1)
  })

  it.each([
    ['throw', 'export default () => { throw new TypeError("no such order") }', 'no such order'],
    ['throw what is no error', 'export default () => { throw 3 }', '3'],
    ['answer with what cannot be cloned', 'export default () => () => 1', 'could not be cloned'],
    ['end their thread', 'export default () => process.exit(0)', 'it ended its own thread'],
    [
      'fail beside their call',
      'export default () => new Promise(() => setTimeout(() => { throw new Error("later") }))',
      'later',
    ],
    [
      'cannot be loaded',
      'import "./nowhere.mjs"; export default () => 1',
      'it cannot be loaded: Cannot find module',
    ],
    ['export no function', 'export default 1', 'it cannot be loaded: its default export is no function'],
    [
      'take all memory',
      'export default () => { const all = []; for (;;) all.push(new Array(1e6).fill({})) }',
      'memory limit',
    ],
  ])('that %s fail by name', async (_, code, why) => {
    const { run } = scorers({ 'a.mjs': code })
    const message = await run('a.mjs', null, 30_000).catch((error: Error) => error.message)
    expect(message).toMatch(/^the scorer .\/a.mjs failed: /)
    expect(message).toContain(why)
  })

  it('are not waited for once the user interrupts', async () => {
    const { run, interrupt } = scorers({ 'a.mjs': 'export default (loop) => { while (loop); return 1 }' })
    expect(await run('a.mjs', false)).toBe(1)
    const looping = run('a.mjs', true, 600_000)
    setImmediate(() => interrupt.abort())
    await expect(looping).rejects.toThrow('it ended its own thread')
  })

  it('in TypeScript inside of node_modules say why they cannot be loaded', async () => {
    const { run } = scorers({ 'node_modules/x/a.ts': 'export default () => 1' })
    await expect(run('node_modules/x/a.ts')).rejects.toThrow('Node runs no TypeScript inside of node_modules')
  })
})

describe('a trial with a scorer', () => {
  const scored = async (code: string, more: JsonObject = {}) => {
    const { dir } = scorers({ 'score.mjs': code })
    const item = caseOf('one', {
      expect: [expected({ scorer: './score.mjs', ...more })],
      script: script(reply('Hello.')),
    })
    const suite = suiteOf([item], { agent: referenceAgent(), trials: 1, path: join(dir, 'x.eval.yaml') })
    const { results } = await run(suite)
    return results[0]
  }

  it('is scored by what it answers, from 0 to 1', async () => {
    expect(await scored('export default ({ output }) => output === "Hello."')).toMatchObject({
      outcome: 'pass',
    })
    const half =
      'export default ({ messages }) => ({ score: 0.5, reason: "half", events: [messages[0].index] })'
    const result = await scored(half)
    expect(result).toMatchObject({ outcome: 'fail', reason: 'scorer ./score.mjs: half', score: 0.5 })
    expect(result?.expectations[0]?.events).toEqual([1])
    expect(await scored(half, { threshold: 0.5 })).toMatchObject({ outcome: 'pass', score: 0.5 })
  })

  it('is an error where the scorer fails: that is no fault of the agent', async () => {
    expect(await scored('export default () => { for (;;); }', { timeout: '50ms' })).toMatchObject({
      outcome: 'error',
      code: 'scorer-failed',
      reason: 'the scorer ./score.mjs failed: it was not done after 50 ms',
    })
    expect(await scored('export default () => 7')).toMatchObject({
      outcome: 'error',
      reason: expect.stringContaining('expected a score from 0 to 1, true or false, found the number 7'),
    })
    expect(await scored('export default () => ({ score: 1, events: [99] })')).toMatchObject({
      outcome: 'error',
    })
  })
})
