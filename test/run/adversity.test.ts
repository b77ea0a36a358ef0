// What agents do that nobody expects: each of these once made a wrong verdict.
import { expect, it } from 'vitest'
import { ASKING, caseOf, contains, moduleAgent, reply, run, runOne, script, suiteOf } from './build.ts'

it('an agent that throws null has failed', async () => {
  const { trajectory } = await runOne(moduleAgent('export default () => { throw null }'))
  expect(trajectory.end).toMatchObject({
    kind: 'agent_failure',
    code: 'crash',
    message: 'the agent failed: null',
  })
})

it('an agent that changes what a mocked tool returned changes it for itself alone', async () => {
  const agent = moduleAgent(`export default async ({ tools }) => {
    const order = await tools.get_order({ id: 1 })
    const was = order.status
    order.status = 'refunded'
    return was
  }`)
  const tools = {
    get_order: [
      { when: null, answer: { kind: 'return' as const, value: { status: 'delivered' } }, latencyMs: 0 },
    ],
  }
  const { results } = await run(
    suiteOf([caseOf('one', { trials: 3, expect: [contains('delivered')] })], { agent, tools }),
  )
  expect(results.map(({ outcome }) => outcome)).toEqual(['pass', 'pass', 'pass'])
  const said = await runOne(agent, {}, { suite: { tools } })
  expect(said.trajectory.events.find(({ type }) => type === 'tool_call')).toMatchObject({
    input: { id: 1 },
    result: '{"status":"delivered"}',
  })
  expect(said.trajectory.events.at(-1)).toMatchObject({ text: 'delivered' })
})

it('arguments that are no JSON are the agent’s failure and end nothing else', async () => {
  const agent = moduleAgent(
    'export default async ({ tools }) => { await tools.find({ n: 1n }); return "done" }',
  )
  const tools = { find: [{ when: null, answer: { kind: 'return' as const, value: 1 }, latencyMs: 0 }] }
  const { trajectory } = await runOne(agent, {}, { suite: { tools } })
  expect(trajectory.end).toMatchObject({ kind: 'agent_failure', code: 'crash' })
})

it('an agent that draws lots is a sample, though its replies are fixed', async () => {
  const lucky = moduleAgent('export default async ({ random }) => (random() < 0.5 ? "heads" : "tails")')
  const { results } = await run(suiteOf([caseOf('one', { trials: 4 })], { agent: lucky }))
  expect(results.map(({ evidence }) => evidence)).toEqual(Array(4).fill('sampled'))
  expect(new Set(results.map(({ sample }) => sample)).size).toBe(4)
  const { result } = await runOne(moduleAgent('export default () => "heads"'))
  expect(result.evidence).toBe('fixed')
})

it('a call that the agent did not wait for makes its cost unknown', async () => {
  const impatient = moduleAgent(
    ASKING.replace(
      'const reply = await',
      'fetch(baseUrl + "/v1/messages", { method: "POST", body }).catch(() => null)\n  const reply = await',
    ),
  )
  const slow = script(reply('hello', { latencyMs: 10 }), reply('never read', { latencyMs: 90_000 }))
  const { result } = await runOne(impatient, { script: slow })
  expect(result.measures).toMatchObject({ costUsd: null, tokens: null, iterations: 1 })
})

it('a reply nested deeper than any tool asks for is malformed, not the end of the run', async () => {
  let input: Record<string, unknown> = {}
  for (let depth = 0; depth < 2000; depth++) input = { input }
  const deep = script(reply([{ type: 'tool_use', id: 't', name: 'find', input: input as never }]))
  const { trajectory } = await runOne(moduleAgent(ASKING), { script: deep })
  expect(trajectory.end).toMatchObject({ kind: 'error', code: 'model-reply-malformed' })
})

it('a short timeout is one of virtual time: a slow machine fails no trial', async () => {
  const quick = script(reply('hello', { latencyMs: 5 }))
  const busy = moduleAgent(`${ASKING}\nconst end = performance.now() + 60; while (performance.now() < end);`)
  const cases = [caseOf('one', { trials: 20, timeoutMs: 20, script: quick })]
  const { results } = await run(suiteOf(cases, { agent: busy }), { concurrency: 20 })
  expect(results.map(({ code }) => code)).toEqual(Array(20).fill(null))
})

it('an agent that never asks the model needs no recording', async () => {
  const silent = moduleAgent('export default () => "hello"')
  const { trajectory } = await runOne(
    silent,
    {},
    { responses: 'replay', suite: { recordingsDir: '/nowhere' } },
  )
  expect(trajectory.end).toEqual({ kind: 'completed' })
  const asking = await runOne(
    moduleAgent(ASKING),
    {},
    { responses: 'replay', suite: { recordingsDir: '/nowhere' } },
  )
  expect(asking.trajectory.end).toMatchObject({ kind: 'error', code: 'recording-missing' })
})
