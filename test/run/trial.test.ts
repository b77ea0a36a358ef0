import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { errorBody } from '../../src/model/messages.ts'
import type { AgentRef } from '../../src/suite/index.ts'
import type { End, Trajectory } from '../../src/trajectory/index.ts'
import { message, toolUse } from '../model/build.ts'
import { refusingAddress, sendJson, serve, startStream } from '../model/server.ts'
import { fails, file, returns } from '../target/build.ts'
import { agentOf } from '../target/outside.ts'
import {
  ASKED,
  ASKING,
  caseOf,
  contains,
  moduleAgent,
  type OneTrial,
  referenceAgent,
  reply,
  run,
  runOne,
  script,
  suiteOf,
} from './build.ts'

const textsOf = ({ events }: Trajectory): string[] =>
  events.flatMap((event) =>
    event.type === 'reply' || event.type === 'final_output'
      ? [`${event.type} ${event.turn} ${event.text}`]
      : [],
  )

const endOf = (trial: OneTrial): End => trial.trajectory.end

/** One live trial of a module against a real server. */
const live = (url: string, code = ASKING): Promise<OneTrial> =>
  runOne(moduleAgent(code), {}, { responses: 'live', env: { ANTHROPIC_BASE_URL: url } })

describe('a trial that is completed', () => {
  it('has a reply for each turn, one final output, and the time the user waited', async () => {
    const turns = [{ user: 'Where?' }, { user: 'Thanks' }]
    const replies = script(reply([toolUse('find')]), reply('Here.'), reply('Bye.'))
    const trial = await runOne(
      referenceAgent(),
      { turns, script: replies, expect: [contains('Bye')] },
      { suite: { tools: { find: [returns('home', null, 80)] } } },
    )
    expect(textsOf(trial.trajectory)).toEqual(['reply 1 Here.', 'reply 2 Bye.', 'final_output 2 Bye.'])
    expect(trial.trajectory).toMatchObject({
      end: { kind: 'completed' },
      latencyMs: 3 * 500 + 80,
      trial: 0,
      attempt: 1,
    })
    expect(trial.result).toMatchObject({ outcome: 'pass', code: null, sample: 'script', evidence: 'fixed' })
    expect(trial.result.measures).toMatchObject({
      costUsd: expect.closeTo(3 * 0.0075, 12),
      iterations: 3,
      toolCalls: 1,
    })
  })

  it('fails where an expectation does not hold', async () => {
    const trial = await runOne(referenceAgent(), { script: script(reply('No.')), expect: [contains('Yes')] })
    expect(trial.result).toMatchObject({ outcome: 'fail', code: null })
  })

  it('shows the tools that an agent ran by itself, read off its traffic', async () => {
    const agent = moduleAgent(`export default async ({ fetch, baseUrl }) => {
      const ask = async (messages) => (await fetch(baseUrl + '/v1/messages', { method: 'POST', body: JSON.stringify({ model: 'm', max_tokens: 9, messages }) })).json()
      const asked = await ask([{ role: 'user', content: 'hi' }])
      const results = asked.content.map(({ id }) => ({ type: 'tool_result', tool_use_id: id, content: 'mine' }))
      const answer = await ask([{ role: 'user', content: 'hi' }, asked, { role: 'user', content: results }])
      return answer.content[0].text
    }`)
    const { trajectory } = await runOne(agent, { script: script(reply([toolUse('own')]), reply('Done.')) })
    expect(trajectory.events.filter(({ type }) => type === 'tool_call')).toMatchObject([
      { name: 'own', result: 'mine', status: 'ok' },
    ])
  })

  it("has the case's own rules for a tool tried before the suite's", async () => {
    const { trajectory } = await runOne(
      referenceAgent(),
      {
        script: script(
          reply([toolUse('find', { id: 1 }, 'a'), toolUse('find', { id: 2 }, 'b')]),
          reply('ok'),
        ),
        tools: { find: [returns('case', { id: 1 })] },
      },
      { suite: { tools: { find: [returns('suite')] } } },
    )
    const results = trajectory.events.flatMap((event) => (event.type === 'tool_call' ? [event.result] : []))
    expect(results).toEqual(['case', 'suite'])
  })

  it('does not mind a conversation that fails to close', async () => {
    const agent = moduleAgent(
      'export const open = () => ({ send: () => "x", close() { throw new Error("busy") } })',
    )
    expect(endOf(await runOne(agent))).toEqual({ kind: 'completed' })
  })
})

describe('the latency of a trial', () => {
  it('is unknown, not zero, where the script does not say how long the model took', async () => {
    const trial = await runOne(referenceAgent(), { script: script(reply('x', { latencyMs: null })) })
    expect(trial.trajectory.latencyMs).toBeNull()
    expect((await runOne(moduleAgent('export default () => "x"'))).trajectory.latencyMs).toBeNull()
  })

  it('is what passed on its clock where the agent asked no model', async () => {
    const agent = moduleAgent('export default async ({ clock }) => { await clock.sleep(40); return "x" }')
    expect((await runOne(agent)).trajectory.latencyMs).toBe(40)
  })

  it('counts a call that the agent broke off by the time that had passed', async () => {
    const agent = moduleAgent(`export default async ({ fetch, baseUrl, clock }) => {
      const ask = (signal) => fetch(baseUrl + '/v1/messages', { method: 'POST', body: '${ASKED}', signal })
      const control = new AbortController()
      clock.deadline(100, () => control.abort())
      await ask(control.signal).catch(() => {})
      return (await (await ask()).json()).content[0].text
    }`)
    const slow = reply('slow', { latencyMs: 5000 })
    const trial = await runOne(agent, { script: script(slow, reply('fast', { latencyMs: 300 })) })
    expect(trial.trajectory).toMatchObject({ end: { kind: 'completed' }, latencyMs: 400 })
    expect(trial.result.measures).toMatchObject({ iterations: 1, callLatenciesMs: [300] })
  })

  it('counts the turns alone, not the opening and closing of the conversation', async () => {
    const agent = moduleAgent(`export const open = ({ clock }) => ({
      async send() { await clock.sleep(40); return 'x' },
      close: () => clock.sleep(1000),
    })`)
    expect((await runOne(agent, { turns: [{ user: 'a' }, { user: 'b' }] })).trajectory.latencyMs).toBe(80)
  })
})

describe('a trial that the agent fails', () => {
  it('by a crash: the message says what was thrown', async () => {
    const trial = await runOne(moduleAgent('export default () => { throw new RangeError("too far") }'))
    expect(endOf(trial)).toEqual({
      kind: 'agent_failure',
      code: 'crash',
      message: 'the agent failed: too far',
    })
    expect(trial.result).toMatchObject({ outcome: 'fail', code: 'crash' })
  })

  it('by an answer that is none', async () => {
    const { kind, ...end } = endOf(await runOne(moduleAgent('export default () => 7')))
    expect(kind).toBe('agent_failure')
    expect(end).toMatchObject({ code: 'crash', message: expect.stringContaining('found a number') })
  })

  it('by a tool error that it does not catch', async () => {
    const agent = moduleAgent('export default ({ tools }) => tools.pay({})')
    const trial = await runOne(agent, { tools: { pay: [fails('no funds')] } })
    expect(endOf(trial)).toMatchObject({ code: 'crash', message: 'the agent failed: no funds' })
  })

  it('by a limit of its own', async () => {
    const trial = await runOne(
      referenceAgent('max_iterations: 2\ntools: [{ name: find }]'),
      { script: script(reply([toolUse('find')]), reply([toolUse('find')])) },
      { suite: { tools: { find: [returns('x')] } } },
    )
    expect(endOf(trial)).toMatchObject({ kind: 'agent_failure', code: 'max_iterations' })
    expect(trial.result.outcome).toBe('fail')
  })

  it('by taking longer than its time, on the clock: it waits no longer, and that is its latency', async () => {
    const trial = await runOne(referenceAgent(), {
      script: script(reply('late', { latencyMs: 90_000 })),
      timeoutMs: 60_000,
    })
    expect(endOf(trial)).toEqual({
      kind: 'agent_failure',
      code: 'timeout',
      message: "the agent was not done after 60 s, the trial's timeout",
    })
    expect(trial.trajectory.latencyMs).toBe(60_000)
    expect(trial.trajectory.events.filter(({ type }) => type === 'limit')).toMatchObject([
      { limit: 'timeout', atMs: 60_000 },
    ])
  })

  it('by taking longer than its time over all of its turns together', async () => {
    const turns = [{ user: 'a' }, { user: 'b' }]
    const slow = script(reply('one', { latencyMs: 40_000 }), reply('two', { latencyMs: 40_000 }))
    const trial = await runOne(referenceAgent(), { turns, script: slow })
    expect(endOf(trial)).toMatchObject({ code: 'timeout' })
    expect(textsOf(trial.trajectory)).toEqual(['reply 1 one'])
  })

  it('by hanging, which real time catches', { timeout: 20_000 }, async () => {
    const trial = await runOne(moduleAgent('export default () => new Promise(() => {})'), { timeoutMs: 30 })
    expect(endOf(trial)).toMatchObject({ kind: 'agent_failure', code: 'timeout' })
    expect(trial.trajectory.latencyMs).toBe(30)
  })

  it('by asking the provider for what it rightly refuses', async () => {
    const { url } = await serve((response) =>
      sendJson(response, errorBody('invalid_request_error', 'no'), 400),
    )
    const agent = `${ASKING.replace("'no answer'", "(() => { throw new Error('refused') })()")}`
    expect(endOf(await live(url, agent))).toMatchObject({ kind: 'agent_failure', code: 'crash' })
  })
})

describe('a trial that ends in an error, whatever the agent made of it', () => {
  it.each([
    [529, 'overloaded_error', true],
    [429, 'rate_limit_error', true],
    [500, 'api_error', true],
    [408, 'timeout_error', true],
    [401, 'authentication_error', false],
    [403, 'permission_error', false],
  ])('the provider failed with %i %s', async (status, type, transient) => {
    const { url, received } = await serve((response) => sendJson(response, errorBody(type, 'sorry'), status))
    const trial = await live(url)
    expect(textsOf(trial.trajectory)).toContain('final_output 1 no answer')
    const code = 'provider-failure'
    const what = `the provider failed (${status} ${type}): sorry`
    expect(endOf(trial)).toEqual({ kind: 'error', code, message: what, transient })
    expect(trial.result).toMatchObject({ outcome: 'error', code })
    expect(received).toHaveLength(transient ? 3 : 1)
  })

  it('nobody answered', async () => {
    expect(endOf(await live(await refusingAddress()))).toMatchObject({
      code: 'provider-failure',
      transient: true,
    })
  })

  it('the stream was cut', async () => {
    const { url } = await serve((response) => {
      startStream(response, [{ type: 'message_start', message: message('x') }])
      response.end()
    })
    expect(endOf(await live(url))).toMatchObject({
      code: 'provider-failure',
      message: expect.stringContaining('cut off'),
    })
  })

  it('the script was missing, or too short', async () => {
    expect(endOf(await runOne(moduleAgent(ASKING)))).toMatchObject({
      kind: 'error',
      code: 'script-missing',
      transient: false,
    })
    const short = await runOne(moduleAgent(ASKING), { script: script() })
    expect(endOf(short)).toMatchObject({ kind: 'error', code: 'script-exhausted' })
    expect(textsOf(short.trajectory)).toContain('final_output 1 no answer')
  })

  it('no rule answered a tool', async () => {
    const agent = moduleAgent(
      'export default async ({ tools }) => { await tools.find({ id: 9 }).catch(() => {}); return "fine" }',
    )
    const trial = await runOne(agent, { tools: { find: [returns(1, { id: 1 })] } })
    expect(endOf(trial)).toMatchObject({
      kind: 'error',
      code: 'mock-missing',
      message: expect.stringContaining('find({"id":9})'),
    })
    expect(trial.result.outcome).toBe('error')
  })

  it('the agent tried to reach the network', async () => {
    const agent = moduleAgent(
      'export default () => fetch("https://example.com/").then(() => "in", () => "out")',
    )
    const trial = await runOne(agent)
    expect(textsOf(trial.trajectory)).toContain('final_output 1 out')
    expect(endOf(trial)).toMatchObject({ kind: 'error', code: 'network-refused' })
  })

  it('there was nothing to replay', async () => {
    const trial = await runOne(
      referenceAgent(),
      {},
      { responses: 'replay', suite: { recordingsDir: '/nowhere' } },
    )
    expect(endOf(trial)).toMatchObject({ kind: 'error', code: 'recording-missing' })
    expect(trial.trajectory.events.map(({ type }) => type)).toEqual(['user_turn', 'model_call'])
  })
})

it('a provider that recovers within the trial leaves no error', async () => {
  let asked = 0
  const { url } = await serve((response) => {
    asked++
    if (asked === 1) sendJson(response, errorBody('overloaded_error', 'busy'), 529, { 'retry-after-ms': '1' })
    else sendJson(response, message('hello'))
  })
  const env = { ANTHROPIC_BASE_URL: url }
  const trial = await runOne(referenceAgent('stream: false'), {}, { responses: 'live', env })
  expect(endOf(trial)).toEqual({ kind: 'completed' })
  expect(trial.trajectory.events.map(({ type }) => type)).toEqual([
    'user_turn',
    'model_call',
    'retry',
    'model_call',
    'reply',
    'final_output',
  ])
})

it('a program that hangs is over when its time is', async () => {
  const begin = performance.now()
  const { trajectory } = await runOne(
    agentOf(['sleep', '60']),
    { script: script(), timeoutMs: 1000 },
    { env: process.env },
  )
  expect(trajectory).toMatchObject({ end: { kind: 'agent_failure', code: 'timeout' }, latencyMs: 1000 })
  expect(performance.now() - begin).toBeLessThan(4000)
})

describe('what a program writes to stderr', () => {
  const sh = (text: string) => agentOf(['sh', '-c', text])
  const complaining = async (text: string, timeoutMs = 60_000) => {
    const item = { script: script(), timeoutMs, expect: [contains('right')] }
    const { trajectory, result } = await runOne(sh(text), item, { env: process.env })
    return [result.outcome, trajectory.stderr, result.stderr]
  }

  it.each([
    ['a wrong answer', 'echo "no database" >&2; echo wrong', 'fail'],
    ['a crash', 'echo "no database" >&2; exit 3', 'fail'],
  ])('is kept with %s', async (_, text, outcome) => {
    expect(await complaining(text)).toEqual([outcome, 'no database', 'no database'])
  })

  it('is kept where its time was over', async () => {
    const hangs = 'echo "no database" >&2; sleep 60'
    expect(await complaining(hangs, 1000)).toEqual(['fail', 'no database', 'no database'])
  })

  it('is not kept with an answer that is right', async () => {
    expect(await complaining('echo "no database" >&2; echo right')).toEqual(['pass', undefined, undefined])
  })
})

it('a service that crashes fails its trial alone, is started again, and what it said is kept for the run', async () => {
  const { port } = new URL(await refusingAddress())
  const url = `http://127.0.0.1:${port}`
  const service = `
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
createServer(async (request, response) => {
  if ((await text(request)).includes('die')) {
    process.stderr.write('boom\\n')
    process.exit(9)
  }
  response.end('right')
}).listen(${port}, '127.0.0.1')`
  const start = { argv: [process.execPath, file('service.mjs', service)], cwd: '/', env: {}, passEnv: [] }
  const agent: AgentRef = {
    kind: 'http',
    url,
    method: 'POST',
    headers: {},
    body: '${input}',
    response: null,
    trialHeader: null,
    turns: false,
    gatewayPort: null,
    start: { ...start, ready: url, timeoutMs: 10_000 },
    sources: [],
  }
  const cases = ['die', 'a', 'die again'].map((id) =>
    caseOf(id, { turns: [{ user: id }], script: script(), expect: [contains('right')] }),
  )
  const { dir, results, warnings } = await run(suiteOf(cases, { agent, trials: 1 }), { env: process.env })
  expect(results.map(({ outcome, code, stderr }) => [outcome, code, stderr])).toEqual([
    ['fail', 'crash', 'boom'],
    ['pass', null, undefined],
    ['fail', 'crash', 'boom'],
  ])
  // The last of them may be followed by nobody.
  expect(warnings.join()).toMatch(/^the agent's service ended (?:once|2 times) and was started again$/)
  expect(readFileSync(join(dir, 'service-stderr.txt'), 'utf8')).toBe('boom\nboom\n')
})
