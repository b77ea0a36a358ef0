// An agent that stops reading: what it does with half a reply is its own doing, and it is paid for once.
import { describe, expect, it } from 'vitest'
import { encodeEvent } from '../../src/model/protocol/index.ts'
import type { AgentRef } from '../../src/suite/index.ts'
import { message, streamEvents } from '../model/build.ts'
import { serve } from '../model/server.ts'
import { file } from '../target/build.ts'
import { agentOf } from '../target/outside.ts'
import { contains, moduleAgent, runOne } from './build.ts'

/** Reads until the first text comes, and then does this. */
const reads = (baseUrl: string, then: string): string => `
  const body = JSON.stringify({ model: 'claude-sonnet-4-5', max_tokens: 9, stream: true, messages: [{ role: 'user', content: 'hi' }] })
  const response = await fetch(${baseUrl} + '/v1/messages', { method: 'POST', body, headers: { 'anthropic-version': '2023-06-01' } })
  for await (const piece of response.body) {
    if (!Buffer.from(piece).includes('text_delta')) continue
    ${then}
  }`

const inProcess = (then: string): AgentRef =>
  moduleAgent(`export default async ({ baseUrl }) => {${reads('baseUrl', then)}\n return 'hello' }`)

const outside = (then: string): AgentRef =>
  agentOf([
    'node',
    file('agent.mjs', `${reads('process.env.ANTHROPIC_BASE_URL', then)}\nconsole.log('hello')`),
  ])

/** A provider that begins to talk and never ends. */
const talkative = () =>
  serve((response) => {
    const [start, block, delta] = streamEvents(message('hello'), [[0, 2, 0]]).map(encodeEvent)
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(`${start}${block}${delta}`)
  })

describe.each([
  { where: 'in this process', agent: inProcess, dies: `throw new Error('agent bug')` },
  { where: 'in a process of its own', agent: outside, dies: 'process.exit(7)' },
])('an agent $where', ({ agent, dies }) => {
  it('that has all it needs may stop reading', async () => {
    const { url, received } = await talkative()
    const { result, trajectory } = await runOne(
      agent('break'),
      { expect: [contains('hello')] },
      { responses: 'live', env: { ANTHROPIC_BASE_URL: url, PATH: process.env['PATH'] } },
    )
    expect([result.outcome, received.length]).toEqual(['pass', 1])
    expect(trajectory.events.find(({ type }) => type === 'model_call')).toMatchObject({
      response: null,
      failure: { status: null, type: 'hung_up' },
      usage: { inputTokens: 100 },
    })
    expect(result.measures.costUsd).toBeCloseTo((100 * 3) / 1e6, 12)
  })

  it('that crashes in the midst of a reply has failed, and is not asked again', async () => {
    const { url, received } = await talkative()
    const { result } = await runOne(
      agent(dies),
      { expect: [contains('hello')] },
      { responses: 'live', env: { ANTHROPIC_BASE_URL: url, PATH: process.env['PATH'] } },
    )
    expect([result.outcome, result.code, received.length]).toEqual(['fail', 'crash', 1])
  })
})

it('a provider that breaks off is tried again, and what that cost is not known', async () => {
  const { url, received } = await serve((response) => void response.socket?.resetAndDestroy())
  const asking = `export default async ({ baseUrl }) => {
    await fetch(baseUrl + '/v1/messages', { method: 'POST', body: '{"model":"claude-sonnet-4-5"}' })
  }`
  const { result } = await runOne(
    moduleAgent(asking),
    {},
    { responses: 'live', env: { ANTHROPIC_BASE_URL: url } },
  )
  expect([result.outcome, result.code, result.attempt]).toEqual(['error', 'provider-failure', 3])
  expect([result.measures.costUsd, result.retriedCostUsd, received.length]).toEqual([null, null, 3])
})
