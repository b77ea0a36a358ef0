import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { createBudget } from '../../src/model/budget.ts'
import {
  type FinishedRun,
  type FinishedVariant,
  readRun,
  runVariants,
  type Variant,
  type VariantsOptions,
} from '../../src/run/index.ts'
import type { AgentRef, Suite } from '../../src/suite/index.ts'
import { message, toolUse } from '../model/build.ts'
import { temporaryFolder } from '../model/recording/build.ts'
import { sendMessage, serve } from '../model/server.ts'
import { file, returns } from '../target/build.ts'
import { agentOf } from '../target/outside.ts'
import {
  caseOf,
  contains,
  moduleAgent,
  optionsFor,
  type RunOptionsOver,
  referenceAgent,
  reply,
  run,
  script,
  suiteOf,
} from './build.ts'

vi.setConfig({ testTimeout: 60_000 })

const CASES = Array.from({ length: 4 }, (_, index) =>
  caseOf(`c${index}`, {
    turns: [{ user: `question ${index}` }],
    expect: [contains('yes')],
    script: {
      variants: [
        { weight: 2, replies: [reply(`yes ${index}`, { latencyMs: 100 * index })] },
        { weight: 1, replies: [reply('no', { latencyMs: 70 })] },
      ],
    },
  }),
)

const suiteFor = (agent: AgentRef, over: Partial<Suite> = {}): Suite =>
  suiteOf(CASES, { agent, trials: 6, ...over })

/** Waits, calls the model by the global `fetch`, draws, and says who it is and how often that time has passed. */
const asking = (name: string, waitMs: number): string => `export default async ({ input, random }) => {
  const began = Date.now()
  await new Promise((resolve) => setTimeout(resolve, ${waitMs}))
  const waits = Math.floor((Date.now() - began) / ${waitMs})
  const body = JSON.stringify({ model: 'claude-opus-5', max_tokens: 9, messages: [{ role: 'user', content: input }] })
  const response = await fetch('https://api.anthropic.com/v1/messages', { method: 'POST', body })
  const { content } = await response.json()
  return content[0].text + ' says ${name} ' + waits + ' ' + random().toFixed(3)
}`

const COMMAND = `import { text } from 'node:stream/consumers'
const body = JSON.stringify({ model: 'claude-opus-5', max_tokens: 9, messages: [{ role: 'user', content: await text(process.stdin) }] })
const response = await fetch(process.env.ANTHROPIC_BASE_URL + '/v1/messages', { method: 'POST', body })
console.log((await response.json()).content[0].text + ' says the program')`

const commandAgent = (): AgentRef => agentOf([process.execPath, file('agent.mjs', COMMAND)])

const httpAgent = (url: string): AgentRef => ({
  kind: 'http',
  url,
  method: 'POST',
  headers: {},
  body: { input: '${input}' },
  response: null,
  trialHeader: null,
  turns: false,
  gatewayPort: null,
  start: null,
  sources: [],
})

const both = (variants: readonly Variant[], over: RunOptionsOver = {}) => {
  const { resume: _, ...options } = optionsFor({ env: process.env, ...over })
  return runVariants(variants, options satisfies VariantsOptions)
}

/** How long this machine took is another thing each time. */
const TIMES = /"computeMs":\d+/g

const linesOf = (dir: string): string[] =>
  readFileSync(join(dir, 'trials.jsonl'), 'utf8').replace(TIMES, '').split('\n').toSorted()

const resultsOf = ({ results }: FinishedRun): unknown =>
  JSON.parse(JSON.stringify(results).replace(TIMES, '"computeMs":0'))

/** What each of them gives when it is alone. */
const alone = (suite: Suite) => run(suite, { env: process.env })

async function expectAsAlone(finished: readonly FinishedVariant[]): Promise<void> {
  for (const { suite, run: together } of finished) {
    const single = await alone(suite)
    expect(resultsOf(together)).toEqual(resultsOf(single))
    expect(linesOf(together.dir)).toEqual(linesOf(single.dir))
    expect([together.warnings, together.mishaps, together.interrupted]).toEqual([[], [], false])
  }
}

describe('agents that run side by side give what each gives alone', () => {
  it('two reference agents', async () => {
    const tools = { find: [returns('here', null, 15)] }
    const cases = CASES.map((item) => ({
      ...item,
      script: script(reply([toolUse('find', { a: 1 })]), reply('yes')),
    }))
    const suite = suiteOf(cases, { agent: referenceAgent(), trials: 3, tools })
    const other = { ...suite, agent: referenceAgent('system: be brief\ntools: [{ name: find }]') }
    await expectAsAlone(
      await both([
        { label: 'a', suite },
        { label: 'b', suite: other },
      ]),
    )
  })

  it('two modules that ask by the global fetch and wait on their trial’s own time', async () => {
    const finished = await both(
      [
        { label: 'one', suite: suiteFor(moduleAgent(asking('one', 20_000))) },
        { label: 'two', suite: suiteFor(moduleAgent(asking('two', 50_000))) },
      ],
      { concurrency: 8 },
    )
    await expectAsAlone(finished)
    const outputs = finished.map(({ run: { dir } }) =>
      readRun(dir).entries.map(({ trajectory: { events } }) => {
        const last = events.find((event) => event.type === 'final_output')
        return last?.text.replace(/^.* says (\w+) (\d+) .*$/, '$1 $2')
      }),
    )
    expect(outputs.map((texts) => [...new Set(texts)])).toEqual([['one 1'], ['two 1']])
  })

  it('a module, and a service that stands where model calls would go', async () => {
    const { url } = await serve((response) => void response.end('yes'))
    const finished = await both(
      [
        { label: 'module', suite: suiteFor(moduleAgent(`export default () => 'yes'`), { trials: 1 }) },
        { label: 'service', suite: suiteFor(httpAgent(`${url}/chat`), { trials: 1 }) },
      ],
      { env: { ...process.env, ANTHROPIC_BASE_URL: `${url}/anthropic` } },
    )
    for (const { run: each } of finished)
      expect(each.results.map(({ outcome, reason }) => reason ?? outcome)).toEqual(Array(4).fill('pass'))
  })

  it('a program, a reference agent and a module', async () => {
    await expectAsAlone(
      await both([
        { label: 'program', suite: suiteFor(commandAgent(), { trials: 2 }) },
        { label: 'reference', suite: suiteFor(referenceAgent(), { trials: 2 }) },
        { label: 'module', suite: suiteFor(moduleAgent(asking('module', 5_000)), { trials: 2 }) },
      ]),
    )
  })
})

it('each has a run of its own, named after the suite and its label', async () => {
  const outputDir = join(temporaryFolder(), 'runs')
  const suite = suiteFor(referenceAgent(), { trials: 1 })
  const labels = ['1a2b3c4', 'working tree', '../a\u202eb/c']
  const finished = await both(
    labels.map((label) => ({ label, suite })),
    { outputDir },
  )
  const names = ['shop@1a2b3c4', 'shop@working-tree', 'shop@a-b-c'].map((name) => `${name}-20261121T100000Z`)
  expect(finished.map(({ run: { dir } }) => basename(dir))).toEqual(names)
  expect(finished.map(({ label }) => label)).toEqual(labels)
  expect(readdirSync(outputDir).toSorted()).toEqual(names.toSorted())
  expect(readRun(finished[0]?.run.dir ?? '').info.identity.suite).toBe('shop')
})

describe('the trials', () => {
  const started = async (concurrency: number, count = 2) => {
    const order: string[] = []
    const variants = Array.from({ length: count }, (_, index) => {
      const label = String.fromCharCode(97 + index)
      const code = `export default ({ id }) => { globalThis.startedHere.push('${label} ' + id); return 'yes' }`
      return { label, suite: suiteFor(moduleAgent(code)) }
    })
    Object.assign(globalThis, { startedHere: order })
    await both(variants, { concurrency })
    return order
  }

  it('take turns: all variants have had a trial before the next begins', async () => {
    const order = await started(1, 3)
    const ids = order.map((entry) => entry.split(' ')[1])
    for (let at = 0; at < ids.length; at += 3) expect(new Set(ids.slice(at, at + 3)).size).toBe(1)
    expect(new Set(ids).size).toBe(24)
  })

  it('begin with the one as often as with the other, in an order drawn by the seed', async () => {
    const firsts = (await started(1)).filter((_, index) => index % 2 === 0).map((entry) => entry[0])
    expect(firsts.filter((label) => label === 'a')).toHaveLength(12)
    const pairs = Array.from({ length: 12 }, (_, index) => firsts.slice(2 * index, 2 * index + 2).join(''))
    expect(new Set(pairs)).toEqual(new Set(['ab', 'ba']))
  })

  it('of an agent whose calls name no trial run one at a time, and the others do not run ahead', async () => {
    const open = { now: 0, most: 0, ahead: 0 }
    const done = { service: 0, module: 0 }
    const { url } = await serve(async (response) => {
      open.most = Math.max(open.most, ++open.now)
      await delay(5)
      open.now--
      response.end('yes')
    })
    const http = httpAgent(url)
    const module = moduleAgent(`export default () => 'yes'`)
    const [service, other] = await both(
      [
        { label: 'service', suite: suiteFor(http) },
        { label: 'module', suite: suiteFor(module) },
      ],
      {
        concurrency: 4,
        onTrial: ({ measures }) => {
          if (measures.computeMs === null) done.module++
          else done.service++
          open.ahead = Math.max(open.ahead, done.module - done.service)
        },
      },
    )
    expect(open.most).toBe(1)
    expect([service?.run.results.length, other?.run.results.length]).toEqual([24, 24])
    expect(done).toEqual({ service: 24, module: 24 })
    expect(open.ahead).toBeLessThanOrEqual(4)
  })
})

describe('with the live model', () => {
  it('each asks it once a trial, is recorded in its own folder, and replays what it was told', async () => {
    const { url, received } = await serve((response, request) =>
      sendMessage(response, message(`yes, ${JSON.parse(request.text).system ?? 'plain'}`), request),
    )
    const recordings = temporaryFolder()
    const module = asking('module', 50).replace('https://api.anthropic.com', url)
    const suites = {
      reference: suiteFor(referenceAgent('system: brief'), {
        recordingsDir: join(recordings, 'r'),
        trials: 2,
      }),
      module: suiteFor(moduleAgent(module), { recordingsDir: join(recordings, 'm'), trials: 2 }),
      program: suiteFor(commandAgent(), { recordingsDir: join(recordings, 'p'), trials: 2 }),
    }
    const variants = Object.entries(suites).map(([label, suite]) => ({ label, suite }))
    const env = { ...process.env, ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: 'key' }
    const recorded = await both(variants, { responses: 'record', env })
    expect(received).toHaveLength(3 * 8)
    const replayed = await both(variants, { responses: 'replay', env })
    expect(received).toHaveLength(3 * 8)
    for (const { run: each } of [...recorded, ...replayed]) {
      expect(each.results.map(({ outcome }) => outcome)).toEqual(Array(8).fill('pass'))
      expect([each.mishaps, each.failures]).toEqual([[], []])
    }
    for (const dir of ['r', 'm', 'p'])
      expect(readdirSync(join(recordings, dir)).toSorted()).toEqual(
        ['c0', 'c1', 'c2', 'c3'].map((id) => `${id}.json`),
      )
  })
})

it('all of them spend from one budget', async () => {
  const { url, received } = await serve((response, request) =>
    sendMessage(response, message('yes', { model: 'claude-opus-5' }), request),
  )
  const finished = await both(
    [
      { label: 'a', suite: suiteFor(referenceAgent()) },
      { label: 'b', suite: suiteFor(referenceAgent('system: brief')) },
    ],
    {
      responses: 'live',
      concurrency: 1,
      budget: createBudget(0.00001),
      env: { ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: 'key' },
    },
  )
  expect(received).toHaveLength(1)
  const codes = finished.flatMap(({ run: { results } }) => results.map(({ code }) => code))
  expect(codes.filter((code) => code === 'max-cost')).toHaveLength(47)
})

describe('what goes wrong', () => {
  it('in an agent that cannot be loaded is said of it by its label, and nothing has begun', async () => {
    const outputDir = join(temporaryFolder(), 'runs')
    const opening = both(
      [
        { label: 'good', suite: suiteFor(moduleAgent(asking('good', 1))) },
        { label: 'bad', suite: suiteFor(moduleAgent('export default 7')) },
      ],
      { outputDir },
    )
    await expect(opening).rejects.toMatchObject({ code: 'agent-unloadable' })
    await expect(opening).rejects.toThrow(/^bad: the agent .* exports neither/)
    expect(() => readdirSync(outputDir)).toThrow('ENOENT')
  })

  it('outside of any trial makes all of them untrue, for nobody knows whose it was', async () => {
    const loading = `await fetch('https://api.anthropic.com/v1/messages', { method: 'POST', body: '{}' }).catch(() => {})
      export default () => 'yes'`
    const finished = await both([
      { label: 'good', suite: suiteFor(moduleAgent(`export default () => 'yes'`)) },
      { label: 'bad', suite: suiteFor(moduleAgent(loading)) },
    ])
    for (const { run: each } of finished)
      expect(each.mishaps).toEqual([expect.stringContaining('outside of any trial')])
  })

  it('late on the wire of a trial is the doing of that trial’s agent', async () => {
    const heard = Promise.withResolvers<void>()
    Object.assign(globalThis, { heard })
    const late = `export default () => {
      setImmediate(async () => {
        await fetch('https://api.anthropic.com/v1/messages', { method: 'POST', body: '{}' })
        globalThis.heard.resolve()
      })
      return 'yes'
    }`
    const waiting = `export default async () => { await globalThis.heard.promise; return 'yes' }`
    const one = (code: string): Suite => suiteFor(moduleAgent(code), { cases: CASES.slice(0, 1), trials: 1 })
    const [good, bad] = await both([
      { label: 'good', suite: one(waiting) },
      { label: 'bad', suite: one(late) },
    ])
    expect(good?.run.mishaps).toEqual([])
    expect(bad?.run.mishaps).toEqual([expect.stringContaining('which was over')])
  })

  it('an interruption ends all of them, and each keeps what was finished', async () => {
    const control = new AbortController()
    let ended = 0
    const finished = await both(
      [
        { label: 'a', suite: suiteFor(referenceAgent()) },
        { label: 'b', suite: suiteFor(referenceAgent('system: brief')) },
      ],
      {
        concurrency: 1,
        signal: control.signal,
        onTrial: () => {
          if (++ended === 6) control.abort(new Error('stop'))
        },
      },
    )
    expect(finished.map(({ run: { interrupted, results } }) => [interrupted, results.length])).toEqual([
      [true, 3],
      [true, 3],
    ])
  })
})
