import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type FinishedRun, type RunOptions, readRun } from '../../src/run/index.ts'
import type { Suite } from '../../src/suite/index.ts'
import { message } from '../model/build.ts'
import { refusingAddress, sendJson, serve } from '../model/server.ts'
import {
  ASKING,
  caseOf,
  contains,
  moduleAgent,
  optionsFor,
  referenceAgent,
  reply,
  run,
  script,
  suiteOf,
} from './build.ts'

const scripted = (over: Partial<Suite> = {}): Suite =>
  suiteOf(
    ['a', 'b', 'c'].map((id) =>
      caseOf(id, { script: script(reply(`yes ${id}`)), expect: [contains('yes')] }),
    ),
    { agent: referenceAgent(), trials: 2, ...over },
  )

/** A run that was interrupted after so many trials. */
async function interrupted(suite: Suite, after: number, options: RunOptions): Promise<FinishedRun> {
  const control = new AbortController()
  let ended = 0
  return await run(suite, {
    ...options,
    concurrency: 1,
    signal: control.signal,
    onTrial: () => {
      if (++ended === after) control.abort(new Error('stop'))
    },
  })
}

const withoutFolder = ({ results, models, warnings }: FinishedRun): unknown => ({ results, models, warnings })

describe('a run that goes on', () => {
  it('runs what is missing, and nothing twice, in the folder it began in', async () => {
    const suite = scripted()
    const options = optionsFor()
    const stopped = await interrupted(suite, 4, options)
    const ran: string[] = []
    const resumed = await run(suite, {
      ...options,
      resume: readRun(stopped.dir),
      onTrial: (result) => ran.push(`${result.case}#${result.trial}`),
    })
    expect(ran).toHaveLength(2)
    expect([resumed.dir, resumed.runId]).toEqual([stopped.dir, stopped.runId])
    expect(readRun(resumed.dir).entries).toHaveLength(6)
    expect(withoutFolder(resumed)).toEqual(withoutFolder(await run(suite, options)))
  })

  it('is done at once where nothing is missing', async () => {
    const suite = scripted()
    const whole = await run(suite)
    const again = await run(suite, { resume: readRun(whole.dir), onTrial: () => expect.unreachable() })
    expect(again.results).toEqual(whole.results)
  })

  it('runs again what ended in an error', async () => {
    const suite = suiteOf([caseOf('c', { expect: [contains('hello')] })], {
      agent: moduleAgent(ASKING),
      trials: 1,
    })
    const failed = await run(suite, {
      responses: 'live',
      env: { ANTHROPIC_BASE_URL: await refusingAddress() },
    })
    expect(failed.results.map(({ outcome }) => outcome)).toEqual(['error'])
    const { url } = await serve((response) => sendJson(response, message('hello')))
    const resumed = await run(suite, {
      responses: 'live',
      env: { ANTHROPIC_BASE_URL: url },
      resume: readRun(failed.dir),
    })
    expect(resumed.results.map(({ outcome }) => outcome)).toEqual(['pass'])
    const again = await run(suite, {
      responses: 'live',
      env: { ANTHROPIC_BASE_URL: url },
      resume: readRun(failed.dir),
    })
    expect(again.results).toEqual(resumed.results)
    expect(readRun(failed.dir).entries).toHaveLength(2)
  })
})

describe('a run does not go on from another one', () => {
  it.each<[string, (suite: Suite) => Suite, Partial<RunOptions>, string]>([
    ['suite', (suite) => ({ ...suite, name: 'other' }), {}, 'to have suite other, found shop'],
    [
      'version of the suite',
      (suite) => ({ ...suite, hash: 'new' }),
      {},
      'to have suiteHash new, found hash-suite',
    ],
    ['seed', (suite) => suite, { seed: 2 }, 'to have seed 2, found 1'],
    [
      'kind of responses',
      (suite) => suite,
      { responses: 'replay' },
      'to have responses replay, found script',
    ],
    ['number of trials', (suite) => ({ ...suite, trials: 3 }), {}, 'to have trials 9, found 6'],
    [
      'choice of cases',
      (suite) => suite,
      { selection: { cases: ['a', 'b'], tags: [], trial: null, trials: 3, only: null } },
      'to have plan',
    ],
  ])('%s', async (_, change, options, why) => {
    const suite = scripted()
    const { dir } = await run(suite)
    const going = run(change(suite), { ...options, resume: readRun(dir) })
    await expect(going).rejects.toMatchObject({ code: 'resume-mismatch', exitCode: 2 })
    await expect(going).rejects.toThrow(why)
  })

  it('agent', async () => {
    const agent = referenceAgent('')
    const suite = scripted({ agent })
    const { dir } = await run(suite)
    writeFileSync(agent.path, 'model: claude-opus-5\nsystem: be strict\n')
    await expect(run(suite, { resume: readRun(dir) })).rejects.toThrow('to have agentFingerprint')
  })

  it('and leaves the other as it was', async () => {
    const suite = scripted()
    const { dir } = await run(suite)
    const before = readRun(dir)
    await expect(run(suite, { seed: 2, resume: before })).rejects.toThrow('seed')
    expect(readRun(dir)).toEqual(before)
  })
})
