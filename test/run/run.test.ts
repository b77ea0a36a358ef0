import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { errorBody } from '../../src/model/messages.ts'
import { readRun } from '../../src/run/index.ts'
import type { AgentRef, Suite } from '../../src/suite/index.ts'
import { message, toolUse } from '../model/build.ts'
import { temporaryFolder } from '../model/recording/build.ts'
import { sendJson, sendMessage, serve } from '../model/server.ts'
import { returns } from '../target/build.ts'
import {
  ASKED,
  ASKING,
  caseOf,
  contains,
  moduleAgent,
  NOW,
  optionsFor,
  referenceAgent,
  reply,
  run,
  runOne,
  script,
  suiteOf,
} from './build.ts'

/** Cases whose trials differ by chance: variants of the script, and a draw of the agent's own. */
function suiteOfChance(agent: AgentRef): Suite {
  const cases = Array.from({ length: 6 }, (_, index) =>
    caseOf(`c${index}`, {
      expect: [contains('yes')],
      script: {
        variants: [
          {
            weight: 2,
            replies: [reply([toolUse('find', { index })]), reply('yes', { latencyMs: 100 * index })],
          },
          { weight: 1, replies: [reply('no', { latencyMs: 70 })] },
        ],
      },
    }),
  )
  return suiteOf(cases, { agent, trials: 8, tools: { find: [returns('here', null, 15)] } })
}

const trialsOf = (dir: string): string[] =>
  readFileSync(join(dir, 'trials.jsonl'), 'utf8').split('\n').toSorted()

describe('a run', () => {
  it('gives the same results and the same journal at any concurrency', async () => {
    const suite = suiteOfChance(referenceAgent())
    const [one, many] = [await run(suite, { concurrency: 1 }), await run(suite, { concurrency: 32 })]
    expect(many.results).toEqual(one.results)
    expect(trialsOf(many.dir)).toEqual(trialsOf(one.dir))
    expect(new Set(one.results.map(({ outcome }) => outcome))).toEqual(new Set(['pass', 'fail']))
  })

  it('gives the same for a module that draws, sleeps and calls by its own means', async () => {
    const agent = moduleAgent(`export default async ({ input, random, clock, tools }) => {
      const ask = () => fetch('https://api.anthropic.com/v1/messages', { method: 'POST', body: '${ASKED}' })
      const first = await (await ask()).json()
      await Promise.all([clock.sleep(100 * random()), tools.find({ a: 1 }), tools.find({ b: 2 })])
      return first.content[0].text ?? (await (await ask()).json()).content[0].text
    }`)
    const suite = suiteOfChance(agent)
    const [one, many] = [await run(suite, { concurrency: 1 }), await run(suite, { concurrency: 32 })]
    expect(trialsOf(many.dir)).toEqual(trialsOf(one.dir))
    expect(many.results).toEqual(one.results)
  })

  it('gives other results from another seed', async () => {
    const suite = suiteOfChance(referenceAgent())
    const outcomes = async (seed: number) =>
      (await run(suite, { seed })).results.map(({ outcome }) => outcome).join()
    expect(await outcomes(1)).not.toBe(await outcomes(2))
  })

  it('leaves the draws of a case alone when another is added', async () => {
    const suite = suiteOfChance(referenceAgent())
    const fewer = await run({ ...suite, cases: suite.cases.slice(0, 3) })
    const all = await run(suite)
    expect(all.results.slice(0, fewer.results.length)).toEqual(fewer.results)
  })

  it('is in order of cases and trials, each told as it ends', async () => {
    const told: string[] = []
    const suite = suiteOfChance(referenceAgent())
    const { results } = await run(suite, { onTrial: (result) => told.push(`${result.case}#${result.trial}`) })
    const order = suite.cases.flatMap(({ id }) => Array.from({ length: 8 }, (_, trial) => `${id}#${trial}`))
    expect(results.map((result) => `${result.case}#${result.trial}`)).toEqual(order)
    expect(told.toSorted()).toEqual(order.toSorted())
  })

  it('keeps the expectations of what did not pass, and leaves those of what passed to the journal', async () => {
    const { results, dir } = await run(suiteOfChance(referenceAgent()))
    for (const { outcome, expectations } of results)
      expect(expectations).toHaveLength(outcome === 'pass' ? 0 : 1)
    expect(readRun(dir).entries.map(({ score }) => score?.expectations.length)).toEqual(results.map(() => 1))
  })

  it('lies in a folder of its own that says what it was made from', async () => {
    const suite = suiteOf([caseOf('c', { script: script(reply('x')) })], {
      agent: referenceAgent(),
      trials: 2,
    })
    const options = optionsFor()
    const first = await run(suite, options)
    const second = await run(suite, options)
    expect([first.runId, second.runId]).toEqual(['shop-20261121T100000Z', 'shop-20261121T100000Z-2'])
    expect(second.dir).toBe(join(options.outputDir, second.runId))
    expect(readRun(first.dir).info).toMatchObject({
      startedAt: NOW.toISOString(),
      command: 'run',
      identity: { suite: 'shop', suiteHash: 'hash-suite', responses: 'script', seed: 1, trials: 2 },
      planned: { c: 2 },
    })
    expect(first).toMatchObject({
      agent: 'agent.yaml (claude-opus-5)',
      models: ['claude-opus-5'],
      interrupted: false,
    })
  })

  it('warns of a model whose price nobody knows, and its cost is unknown', async () => {
    const mystery = caseOf('c', { script: script(reply('x', { model: 'mystery-1' })) })
    const { warnings, results } = await run(suiteOf([mystery], { agent: referenceAgent(), trials: 1 }))
    expect(warnings).toEqual([expect.stringContaining('mystery-1')])
    expect(results[0]?.measures.costUsd).toBeNull()
  })

  it('leaves nothing intercepted where the agent cannot be loaded', async () => {
    const untouched = globalThis.fetch
    const agent = moduleAgent('export default 7')
    await expect(run(suiteOf([caseOf('c')], { agent }))).rejects.toThrow('exports neither')
    expect(globalThis.fetch).toBe(untouched)
  })

  it('asks for a key before it asks the live model', async () => {
    const suite = suiteOf([caseOf('c')], { agent: referenceAgent() })
    await expect(run(suite, { responses: 'live' })).rejects.toMatchObject({
      code: 'key-missing',
      exitCode: 3,
    })
    await expect(run(suite, { responses: 'record' })).rejects.toMatchObject({ code: 'key-missing' })
  })
})

describe("the provider's trouble", () => {
  const BUSY = errorBody('overloaded_error', 'busy')
  /** An agent that asks twice: the first call is paid for, though the second fails. */
  const TWICE = `export default async ({ fetch, baseUrl }) => {
    const ask = async () => (await (await fetch(baseUrl + '/v1/messages', { method: 'POST', body: '{}' })).json()).content?.[0].text
    await ask()
    return (await ask()) ?? 'gave up'
  }`

  it('has a live trial run again, and every attempt is paid for', async () => {
    let asked = 0
    const { url, received } = await serve((response) => {
      asked++
      if (asked === 2 || asked === 4) sendJson(response, BUSY, 529)
      else sendJson(response, message('at last'))
    })
    const { result, trajectory } = await runOne(
      moduleAgent(TWICE),
      { expect: [contains('at last')] },
      { responses: 'live', env: { ANTHROPIC_BASE_URL: url } },
    )
    const call = (100 * 3 + 20 * 15) / 1e6
    expect(result).toMatchObject({
      outcome: 'pass',
      attempt: 3,
      retriedCostUsd: expect.closeTo(2 * call, 12),
    })
    expect(result.measures.costUsd).toBeCloseTo(2 * call, 12)
    expect(trajectory.events.filter(({ type }) => type === 'model_call')).toHaveLength(2)
    expect(received).toHaveLength(6)
  })

  it('is waited for as long as the provider asks', async () => {
    const times: number[] = []
    const { url } = await serve((response) => {
      times.push(performance.now())
      if (times.length === 1) sendJson(response, BUSY, 429, { 'retry-after-ms': '300' })
      else sendJson(response, message('at last'))
    })
    const { result, trajectory } = await runOne(
      moduleAgent(ASKING),
      { expect: [contains('at last')] },
      { responses: 'live', env: { ANTHROPIC_BASE_URL: url } },
    )
    expect([result.outcome, trajectory.attempt]).toEqual(['pass', 2])
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(300)
  })

  it('is an error once the trial has failed three times', async () => {
    const { url, received } = await serve((response) => sendJson(response, BUSY, 529))
    const { result } = await runOne(
      moduleAgent(ASKING),
      {},
      { responses: 'live', env: { ANTHROPIC_BASE_URL: url } },
    )
    expect(result).toMatchObject({ outcome: 'error', code: 'provider-failure', attempt: 3 })
    expect(received).toHaveLength(3)
  })
})

describe('what was recorded', () => {
  const CASES = ['a', 'b'].map((id) =>
    caseOf(id, { turns: [{ user: `question ${id}` }], expect: [contains('answer')] }),
  )

  async function recordedSuite(
    agent: AgentRef,
  ): Promise<{ suite: Suite; env: Record<string, string>; asked: () => number }> {
    let count = 0
    const { url } = await serve((response, request) => {
      count++
      const usage = { input_tokens: 10 * count, output_tokens: 5 }
      sendMessage(response, message(`answer ${count}`, { usage }), request)
    })
    const suite = suiteOf(CASES, { agent, trials: 3, recordingsDir: join(temporaryFolder(), 'recordings') })
    return { suite, env: { ANTHROPIC_BASE_URL: url }, asked: () => count }
  }

  it.each([
    ['the reference agent', () => referenceAgent('stream: true')],
    ['a module', () => moduleAgent(ASKING)],
  ])('of %s is replayed as it was: texts, usage, cost and time, without asking anybody', async (_, agent) => {
    const { suite, env, asked } = await recordedSuite(agent())
    const before = await run(suite, { responses: 'record', env })
    expect(asked()).toBe(6)
    // A module sends its requests where the provider is; the recording does not mind where that was.
    const after = await run(suite, { responses: 'replay', env })
    expect(asked()).toBe(6)
    const told = ({
      measures: { costUsd, inputTokens, callLatenciesMs },
      outcome,
    }: (typeof after.results)[number]) => [outcome, costUsd, inputTokens, callLatenciesMs]
    expect(after.results.map(told)).toEqual(before.results.map(told))
    expect(after.results.map(({ sample }) => sample)).toEqual(
      [0, 1, 2, 0, 1, 2].map((trial) => expect.stringMatching(`^recording-${trial}-2026`)),
    )
    expect(after.warnings).toEqual([])
  })

  it('keeps what was recorded before the run was interrupted', async () => {
    const { suite, env } = await recordedSuite(referenceAgent())
    const control = new AbortController()
    const stopped = await run(suite, {
      responses: 'record',
      env,
      concurrency: 1,
      signal: control.signal,
      onTrial: () => control.abort(new Error('stop')),
    })
    expect(stopped.interrupted).toBe(true)
    expect(stopped.results).toHaveLength(1)
    expect(readdirSync(suite.recordingsDir)).toHaveLength(1)
    expect(stopped.warnings).toEqual([
      expect.stringMatching(/: 1 of \d trials ran; recordings of the others stay/),
    ])
  })

  it('can be made from a run that was played before, without asking anybody', async () => {
    const { suite, env, asked } = await recordedSuite(referenceAgent())
    const live = await run(suite, { responses: 'live', env })
    const count = asked()
    const played = await run(suite, { responses: 'record', upstream: readRun(live.dir) })
    const replayed = await run(suite, { responses: 'replay' })
    expect(asked()).toBe(count)
    expect(replayed.results.map(({ measures }) => measures.inputTokens)).toEqual(
      live.results.map(({ measures }) => measures.inputTokens),
    )
    expect(played.results.map(({ outcome }) => outcome)).toEqual(live.results.map(({ outcome }) => outcome))
  })
})

describe('a run that is interrupted', () => {
  it('stops the trials under way, and they are no results', async () => {
    const control = new AbortController()
    const agent = moduleAgent(
      `export default ({ input }) => input === 'hang' ? new Promise(() => {}) : 'done'`,
    )
    const cases = [caseOf('quick'), caseOf('stuck', { turns: [{ user: 'hang' }] })]
    const stopped = await run(suiteOf(cases, { agent, trials: 1 }), {
      signal: control.signal,
      onTrial: () => control.abort(new Error('stop')),
    })
    expect(stopped.results.map((result) => result.case)).toEqual(['quick'])
    expect(stopped).toMatchObject({ interrupted: true })
    expect(readRun(stopped.dir).entries).toHaveLength(1)
  })

  it('before it began runs nothing', async () => {
    const stopped = await run(suiteOfChance(referenceAgent()), {
      signal: AbortSignal.abort(new Error('stop')),
    })
    expect(stopped).toMatchObject({ interrupted: true, results: [] })
  })
})
