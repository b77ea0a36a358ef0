import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createBudget } from '../../src/model/budget.ts'
import { proveRecordings, readRun, unjudgedTrials } from '../../src/run/index.ts'
import { scoreRun } from '../../src/run/rescore.ts'
import type { Suite } from '../../src/suite/index.ts'
import type { JsonObject } from '../../src/trajectory/index.ts'
import { expected } from '../expect/build.ts'
import { temporaryFolder } from '../model/recording/build.ts'
import { agentOf } from '../target/outside.ts'
import {
  asking,
  caseOf,
  moduleAgent,
  optionsFor,
  referenceAgent,
  reply,
  run,
  script,
  suiteOf,
} from './build.ts'
import { isJudge, judgeProvider } from './judge-provider.ts'

const RUBRIC = 'The answer is polite.'
const judged = (more: JsonObject = {}) => expected({ judge: { rubric: RUBRIC, ...more } })

const suite = (item: Parameters<typeof caseOf>[1] = {}, over: Partial<Suite> = {}): Suite =>
  suiteOf([caseOf('one', { expect: [judged()], script: script(reply('Hello.')), ...item })], {
    agent: referenceAgent(),
    trials: 1,
    recordingsDir: temporaryFolder(),
    ...over,
  })

const fileOf = ({ recordingsDir }: Suite) => join(recordingsDir, 'one.judge.json')

describe('a judge', () => {
  it('is asked over the wire, recorded, priced apart from the agent, and played again', async () => {
    const { env, asked, agentAsked } = await judgeProvider('pass')
    const recorded = suite()
    const first = await run(recorded, { responses: 'record', env })
    expect(first.results[0]).toMatchObject({ outcome: 'pass' })
    expect(first.results[0]?.measures).toMatchObject({ iterations: 1, judgeCostUsd: 0.003, costUsd: 0.0075 })
    expect(existsSync(fileOf(recorded))).toBe(true)
    const again = await run(recorded, { responses: 'replay' })
    expect(again.results).toEqual([{ ...first.results[0], measures: expect.anything() }])
    expect([asked(), agentAsked()]).toEqual([1, 1])
    const [entry] = readRun(again.dir).entries
    expect(entry?.trajectory.events.at(-1)).toMatchObject({ type: 'model_call', actor: 'judge' })
  })

  it('is asked as often as it has votes, of which more than half decide', async () => {
    const { env, asked } = await judgeProvider('fail', 'pass', 'pass')
    const voted = suite({ expect: [judged({ votes: 3 })] })
    expect((await run(voted, { responses: 'record', env })).results[0]?.outcome).toBe('pass')
    expect((await run(voted, { responses: 'replay' })).results[0]?.outcome).toBe('pass')
    expect(asked()).toBe(3)
  })

  it('is asked wherever it stands, in a turn and inside of other expectations', async () => {
    const { env, asked } = await judgeProvider('fail', 'pass')
    const nested = { not: { any_of: [{ contains: 'Bye' }, { judge: { rubric: 'The answer is rude.' } }] } }
    const both = suite({
      turns: [{ user: 'Hi' }, { user: 'And?' }],
      expect: [expected(nested), expected({ judge: { rubric: RUBRIC } }, 2)],
    })
    const { results } = await run(both, { responses: 'live', env })
    expect(results[0]?.outcome).toBe('pass')
    expect(asked()).toBe(2)
  })

  it('that cannot tell leaves the trial unscored', async () => {
    const { env } = await judgeProvider('cannot_tell')
    const { results } = await run(suite(), { responses: 'live', env })
    expect(results[0]).toMatchObject({
      outcome: 'unscored',
      reason: 'judge "The answer is polite." (pass): the judge cannot tell: "it is a cannot_tell"',
    })
  })

  it('is asked once of trials that are the same, and each time where nothing is recorded', async () => {
    const { env, asked } = await judgeProvider('pass')
    const several = suite({}, { trials: 6 })
    const { results } = await run(several, { responses: 'record', env })
    expect(results.map(({ outcome }) => outcome)).toEqual(Array(6).fill('pass'))
    expect(asked()).toBe(1)
    await run(several, { responses: 'live', env })
    expect(asked()).toBe(7)
  })

  it('with another rubric is not answered from what was recorded; the error names the path and the command', async () => {
    const { env } = await judgeProvider('pass')
    const before = suite()
    await run(before, { responses: 'record', env })
    const changed = {
      ...before,
      cases: suite({ expect: [expected({ judge: { rubric: 'The answer is short.' } })] }).cases,
    }
    const { results } = await run(changed, { responses: 'replay' })
    expect(results[0]).toMatchObject({ outcome: 'error', code: 'judge-missing' })
    expect(results[0]?.reason).toContain(
      'at .messages[0].content[0].text: recorded …"bric:\\nThe answer is polite.\\n\\n", now …"bric:\\nThe answer is short.',
    )
    expect(results[0]?.reason).toMatch(
      /Ask the judge: npx pawl record evals\/shop.eval.yaml --case one --judges$/,
    )
  })

  it('never asks anybody in script and replay', async () => {
    const { env, received } = await judgeProvider('pass')
    for (const responses of ['script', 'replay'] as const) {
      const { results } = await run(suite(), { responses, env })
      expect(results[0]?.outcome).toBe('error')
    }
    expect(received).toEqual([])
  })

  it('is asked alone where the agent is recorded, and what it was asked before is not asked again', async () => {
    const { env, asked, agentAsked } = await judgeProvider('pass')
    const before = suite({ expect: [judged()] })
    await run(before, { responses: 'record', env })
    const two = { ...before, cases: suite({ expect: [judged(), judged({ votes: 2 })] }).cases }
    const settings = optionsFor()
    const proofs = await proveRecordings(two, settings.selection, settings)
    expect(proofs).toMatchObject([{ replay: 'whole', unjudged: true }])
    const only = unjudgedTrials(proofs)
    await run(two, { responses: 'replay', judges: 'fill', selection: { ...settings.selection, only }, env })
    // The same question three times in all, one of them answered before.
    expect([asked(), agentAsked()]).toEqual([3, 1])
    expect((await run(two, { responses: 'replay' })).results[0]?.outcome).toBe('pass')
  })

  it('of which a rubric is no more is not kept when the file is written', async () => {
    const { env } = await judgeProvider('pass')
    const before = suite()
    await run(before, { responses: 'record', env })
    const after = { ...before, cases: suite({ expect: [expected({ judge: { rubric: 'Short.' } })] }).cases }
    await run(after, { responses: 'replay', judges: 'fill', env })
    const text = readFileSync(fileOf(before), 'utf8')
    expect(text).toContain('Short.')
    expect(text).not.toContain(RUBRIC)
  })

  it('is asked again where the provider is in trouble, and its failure is an error that leaves the recording', async () => {
    const overloaded = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }
    const twice = await judgeProvider(overloaded, overloaded, 'pass')
    expect((await run(suite(), { responses: 'live', env: twice.env })).results[0]?.outcome).toBe('pass')
    const ever = await judgeProvider(overloaded)
    const recorded = suite()
    const { results } = await run(recorded, { responses: 'record', env: ever.env })
    expect(results[0]).toMatchObject({
      outcome: 'error',
      code: 'provider-failure',
      reason: 'the judge could not be asked (529 overloaded_error): Overloaded',
    })
    expect(ever.asked()).toBe(3)
    expect(existsSync(join(recorded.recordingsDir, 'one.json'))).toBe(true)
    expect(existsSync(fileOf(recorded))).toBe(false)
  })

  it('whose verdict is none of the choices is asked once more, then it is an error', async () => {
    const once = await judgeProvider('splendid', 'pass')
    const recorded = suite()
    expect((await run(recorded, { responses: 'record', env: once.env })).results[0]?.outcome).toBe('pass')
    expect((await run(recorded, { responses: 'replay' })).results[0]?.outcome).toBe('pass')
    const twice = await judgeProvider('splendid')
    const { results } = await run(suite(), { responses: 'live', env: twice.env })
    expect(results[0]).toMatchObject({ outcome: 'error', code: 'judge-malformed' })
    expect(twice.asked()).toBe(2)
  })

  it('counts against the budget', async () => {
    const { env, asked } = await judgeProvider('pass')
    const budget = createBudget(0.008)
    const { results } = await run(suite({}, { trials: 3 }), {
      responses: 'live',
      env,
      budget,
      concurrency: 1,
    })
    expect(results.map(({ outcome }) => outcome)).toEqual(['pass', 'error', 'error'])
    expect(asked()).toBe(1)
  })

  it('is scripted in a run on scripts, a reply a vote', async () => {
    const scripted = (replies: JsonObject[string]) =>
      suite({ expect: [judged({ votes: 3, script: replies })] })
    const outcomes = await Promise.all(
      [
        ['pass', { choice: 'fail', reason: 'rude' }, 'pass'],
        ['fail', 'fail', 'pass'],
        ['pass', 'fail', 'cannot_tell'],
      ].map(async (replies) => (await run(scripted(replies))).results[0]?.outcome),
    )
    expect(outcomes).toEqual(['pass', 'fail', 'unscored'])
  })

  it('is asked of an agent in this process that plays a script, which itself never reaches the network', async () => {
    const { env, asked } = await judgeProvider('pass')
    const scripted = suite({ script: null }, { agent: moduleAgent('export default () => "Hello."') })
    const { results } = await run(scripted, { responses: 'script', judges: 'fill', env })
    expect([results[0]?.outcome, asked()]).toEqual(['pass', 1])
  })

  it('is recorded for a suite on scripts too', async () => {
    const { env, agentAsked } = await judgeProvider('pass')
    const scripted = suite()
    await run(scripted, { responses: 'script', judges: 'fill', env })
    expect((await run(scripted, { responses: 'script' })).results[0]?.outcome).toBe('pass')
    expect(agentAsked()).toBe(0)
  })

  it('of an agent that failed is not asked', async () => {
    const { env, asked } = await judgeProvider('pass')
    const crashing = suite({}, { agent: moduleAgent('export default () => { throw new Error("no") }') })
    const { results } = await run(crashing, { responses: 'live', env })
    expect(results[0]?.outcome).toBe('fail')
    expect(results[0]?.expectations[0]?.reason).toBe('not looked at, for the agent failed')
    expect(asked()).toBe(0)
  })

  it('hits its recording where the paths in the transcript are those of another machine', async () => {
    const { env } = await judgeProvider('pass')
    const agent = moduleAgent(
      'export default async () => `I wrote it to ${process.env.PAWL_TEST_HOME}/x.txt`',
    )
    const saving = suite({}, { agent })
    process.env['PAWL_TEST_HOME'] = '/home/ada'
    await run(saving, { responses: 'record', env: { ...env, HOME: '/home/ada' } })
    process.env['PAWL_TEST_HOME'] = '/Users/bob'
    const { results } = await run(saving, { responses: 'replay', env: { HOME: '/Users/bob' } })
    delete process.env['PAWL_TEST_HOME']
    expect(results[0]?.outcome).toBe('pass')
    expect(readFileSync(fileOf(saving), 'utf8')).not.toContain('/home/ada')
  })
})

describe('a judge of an agent that works in a copy of a folder', () => {
  it('hits its recording whatever the copy is called', async () => {
    const { env, asked } = await judgeProvider('pass')
    const workspace = temporaryFolder()
    const program = 'console.log(`I work in ${process.cwd()}`)'
    const agent = agentOf([process.execPath, '-e', program], { workspace })
    const working = suite({ timeoutMs: 30_000 }, { agent, trials: 2 })
    const recorded = await run(working, { responses: 'record', env: { ...process.env, ...env } })
    expect(recorded.results.map(({ reason }) => reason)).toEqual([null, null])
    const { results } = await run(working, { responses: 'replay', env: process.env })
    expect(results.map(({ reason }) => reason)).toEqual([null, null])
    expect(asked()).toBe(1)
  })
})

describe('a finished run', () => {
  it('has the verdicts of its judges in it; of a judge with another rubric nothing is known', async () => {
    const { env, asked } = await judgeProvider('pass')
    const live = suite()
    const run1 = readRun((await run(live, { responses: 'live', env })).dir)
    const same = await scoreRun(live, run1, asking())
    expect(same.results[0]).toMatchObject({ outcome: 'pass', measures: { judgeCostUsd: 0.003 } })
    const changed = { ...live, cases: suite({ expect: [expected({ judge: { rubric: 'Short.' } })] }).cases }
    const other = await scoreRun(changed, run1, asking())
    expect(other.results[0]).toMatchObject({
      outcome: 'unscored',
      reason: expect.stringContaining('nobody asked this judge in this run: run the suite again'),
    })
    expect(asked()).toBe(1)
    const anew = await scoreRun(changed, run1, asking({ judges: 'live', env }))
    expect(anew.results[0]).toMatchObject({ outcome: 'pass', measures: { judgeCostUsd: 0.006 } })
  })

  it('goes on after an interruption with the verdicts it has', async () => {
    const { env, asked } = await judgeProvider('pass')
    const stop = new AbortController()
    const three = suite({}, { trials: 3 })
    const live = { responses: 'live', env, concurrency: 1 } as const
    const stopped = await run(three, { ...live, signal: stop.signal, onTrial: () => stop.abort() })
    expect(stopped.results).toHaveLength(1)
    const { results } = await run(three, { ...live, resume: readRun(stopped.dir) })
    expect(results.map(({ outcome }) => outcome)).toEqual(['pass', 'pass', 'pass'])
    expect(asked()).toBe(3)
  })

  it('plays its verdicts as the model while it is recorded', async () => {
    const { env, received } = await judgeProvider('fail')
    const live = suite()
    const upstream = readRun((await run(live, { responses: 'live', env })).dir)
    const { length } = received
    await run(live, { responses: 'record', upstream })
    expect((await run(live, { responses: 'replay' })).results[0]?.outcome).toBe('fail')
    expect(received).toHaveLength(length)
    expect(received.filter(isJudge)).toHaveLength(1)
  })
})
