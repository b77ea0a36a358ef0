import Anthropic from '@anthropic-ai/sdk'
import { describe, expect, it } from 'vitest'
import { FAULT_NAMES, faultyResponder } from '../../../src/model/faults/index.ts'
import type { FaultRule } from '../../../src/model/faults/types.ts'
import { createRandom } from '../../../src/model/random.ts'
import { readRun } from '../../../src/run/index.ts'
import type { AgentRef } from '../../../src/suite/index.ts'
import type { ModelCall, Trajectory } from '../../../src/trajectory/index.ts'
import {
  caseOf,
  contains,
  moduleAgent,
  referenceAgent,
  reply,
  run,
  runOne,
  script,
  suiteOf,
} from '../../run/build.ts'
import { file } from '../../target/build.ts'
import { agentOf } from '../../target/outside.ts'
import { answered, message, toolUse, type Wired, wired } from '../build.ts'

const TIMEOUT_MS = 60_000

const rule = (fault: string, over: Partial<FaultRule> = {}): FaultRule => ({
  fault,
  at: 1,
  times: 1,
  when: null,
  rate: 1,
  retryAfterMs: null,
  latencyMs: null,
  ...over,
})

const ORDER = toolUse('find', { order: 'A-1001', amount: 49.9 })
const TOOL = {
  name: 'find',
  input_schema: {
    type: 'object' as const,
    properties: { order: { type: 'string' }, amount: { type: 'number' } },
  },
}
const ASKED = {
  model: 'claude-opus-5',
  max_tokens: 100,
  tools: [TOOL],
  messages: [{ role: 'user' as const, content: 'hi' }],
}

/** A model that always says a few words and calls a tool, in a stream of many pieces. */
function provoked(fault: string): Wired {
  const said = message([{ type: 'text', text: 'Let me look.' }, ORDER], { stop_reason: 'tool_use' })
  const chunks = [
    [0, 5, 100],
    [0, 7, 200],
    [1, 9, 300],
    [1, 30, 400],
  ] as const
  const reply = answered({ body: said, latencyMs: 500, ttftMs: 100, chunks })
  return wired(faultyResponder({ respond: () => reply }, [rule(fault)], createRandom(1)))
}

/** What came of a call that has the trial's time and no more. */
async function cameOf({ clock }: Wired, call: (signal: AbortSignal) => Promise<string>): Promise<string> {
  const control = new AbortController()
  const cancel = clock.deadline(TIMEOUT_MS, () => control.abort(new Error('out of time')))
  try {
    return await call(control.signal)
  } catch (error) {
    const waited = control.signal.aborted ? 'waits for its timeout: ' : ''
    const status = error instanceof Anthropic.APIError && error.status ? ` ${error.status}` : ''
    return `${waited}throws ${error instanceof Error ? error.constructor.name : error}${status}`
  } finally {
    cancel()
  }
}

const clientOf = ({ wire }: Wired): Anthropic =>
  new Anthropic({ apiKey: 'k', fetch: wire.fetch, maxRetries: 0 })

async function rawStream(fault: string): Promise<string> {
  const trial = provoked(fault)
  return await cameOf(trial, async (signal) => {
    const stream = await clientOf(trial).messages.create({ ...ASKED, stream: true }, { signal })
    let last = 'nothing'
    for await (const event of stream) last = event.type
    return `ends with ${last}`
  })
}

async function helper(fault: string): Promise<string> {
  const trial = provoked(fault)
  return await cameOf(trial, async (signal) => {
    const whole = await clientOf(trial).messages.stream(ASKED, { signal }).finalMessage()
    const calls = whole.content.flatMap((block) => (block.type === 'tool_use' ? [block] : []))
    const length = JSON.stringify(whole.content).length
    const inputs = calls.map(({ name, input }) => `${name}${JSON.stringify(input)}`).join(' ')
    return `${whole.stop_reason}: ${inputs || (length > 1000 ? 'much text' : JSON.stringify(whole.content))}`
  })
}

const said = ({ events }: Trajectory): string =>
  events
    .filter((event): event is ModelCall => event.type === 'model_call')
    .map((call) => call.failure?.type ?? String(call.response?.['stop_reason']))
    .join(', ')

const TOOLS = `max_retries: 1
tools: [{ name: find, input_schema: { type: object, properties: { order: { type: string }, amount: { type: number } } } }]`

async function agent(fault: string, over: Partial<FaultRule> = {}): Promise<string> {
  const calling = reply([ORDER])
  const { trajectory, result } = await runOne(
    referenceAgent(TOOLS),
    {
      script: script(calling, ...Array.from({ length: 5 }, () => reply('It was delivered.'))),
      expect: [contains('delivered')],
      tools: { find: [{ when: null, answer: { kind: 'return', value: 'delivered' }, latencyMs: 0 }] },
    },
    { faults: [rule(fault, over)] },
  )
  const end = trajectory.end.kind === 'completed' ? '' : ` ${trajectory.end.code}`
  const faults = trajectory.events.some((event) => event.type === 'model_call' && event.fault === fault)
  expect(faults, `${fault} is on record`).toBe(true)
  return `${result.outcome}${end} (${said(trajectory)})`
}

/** An agent of one message whose unmodified client has a timeout of its own and tries twice. */
const PATIENT = (timeoutMs: number) => `
import Anthropic from '${import.meta.resolve('@anthropic-ai/sdk')}'
const client = new Anthropic({ apiKey: 'k', timeout: ${timeoutMs}, maxRetries: 1 })
async function answer() {
  const message = { role: 'user', content: 'hi' }
  const asked = { model: 'claude-opus-5', max_tokens: 9, messages: [message], tools: ${JSON.stringify([TOOL])} }
  const patience = new Promise((_, reject) => setTimeout(reject, 5000, new Error('no patience')))
  const said = client.messages.create(asked).then(({ content }) => content.map(({ type }) => type).join())
  return await Promise.race([said, patience]).catch((error) => 'caught ' + error.constructor.name)
}
`
const inProcess = (timeoutMs: number): AgentRef => moduleAgent(`${PATIENT(timeoutMs)} export default answer`)

const asProgram = (timeoutMs: number): AgentRef =>
  agentOf([
    process.execPath,
    file('agent.mjs', `${PATIENT(timeoutMs)} console.log(await answer()); process.exit()`),
  ])

/** What each fault comes to in a whole trial of an agent of one message. */
async function wholeTrials(agent: AgentRef): Promise<Record<string, string>> {
  const cases = FAULT_NAMES.map((fault) =>
    caseOf(fault, {
      faults: [rule(fault)],
      script: script(reply([ORDER]), reply('hello'), reply('hello')),
    }),
  )
  const { dir } = await run(suiteOf(cases, { agent, trials: 1 }), { env: process.env })
  const outcomes = readRun(dir).entries.map(({ trajectory: { case: fault, events, end } }) => {
    const answer = events.findLast((event) => event.type === 'final_output')
    return [fault, answer?.type === 'final_output' ? answer.text : end.kind] as const
  })
  return Object.fromEntries(outcomes.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** What clients make of each fault: nothing hangs, and what is lost is lost loudly or named here. */
describe('every fault', () => {
  it('in a raw stream', async () => {
    const outcomes: Record<string, string> = {}
    for (const fault of FAULT_NAMES) outcomes[fault] = await rawStream(fault)
    expect(outcomes).toMatchInlineSnapshot(`
      {
        "authentication": "throws AuthenticationError 401",
        "bad_request": "throws BadRequestError 400",
        "connection_error": "throws APIConnectionError",
        "duplicate_tool_use_id": "ends with message_stop",
        "empty_content": "ends with message_stop",
        "error_event": "throws APIError",
        "malformed_tool_json": "ends with message_stop",
        "max_tokens": "ends with message_stop",
        "not_found": "throws NotFoundError 404",
        "overloaded": "throws OverloadedError 529",
        "oversized_reply": "ends with message_stop",
        "permission": "throws PermissionDeniedError 403",
        "rate_limit": "throws RateLimitError 429",
        "rate_limit_bare": "throws RateLimitError 429",
        "refusal": "ends with message_stop",
        "reset": "throws TypeError",
        "server_error": "throws InternalServerError 500",
        "stall": "ends with content_block_delta",
        "timeout": "waits for its timeout: throws APIUserAbortError",
        "too_large": "throws ContentTooLargeError 413",
        "truncated_stream": "ends with content_block_delta",
        "truncated_tool_json": "ends with message_stop",
        "unknown_tool": "ends with message_stop",
        "wrong_argument_types": "ends with message_stop",
      }
    `)
  })

  it("in the SDK's helper", async () => {
    const outcomes: Record<string, string> = {}
    for (const fault of FAULT_NAMES) outcomes[fault] = await helper(fault)
    expect(outcomes).toMatchInlineSnapshot(`
      {
        "authentication": "throws AuthenticationError 401",
        "bad_request": "throws BadRequestError 400",
        "connection_error": "throws APIConnectionError",
        "duplicate_tool_use_id": "tool_use: find{"order":"A-1001","amount":49.9} find{"order":"A-1001","amount":49.9}",
        "empty_content": "end_turn: []",
        "error_event": "throws APIError",
        "malformed_tool_json": "throws AnthropicError",
        "max_tokens": "max_tokens: find{"order":"A-1001"}",
        "not_found": "throws NotFoundError 404",
        "overloaded": "throws OverloadedError 529",
        "oversized_reply": "tool_use: find{"order":"A-1001","amount":49.9}",
        "permission": "throws PermissionDeniedError 403",
        "rate_limit": "throws RateLimitError 429",
        "rate_limit_bare": "throws RateLimitError 429",
        "refusal": "refusal: [{"type":"text","text":"I can't help with that."}]",
        "reset": "throws AnthropicError",
        "server_error": "throws InternalServerError 500",
        "stall": "waits for its timeout: throws APIUserAbortError",
        "timeout": "waits for its timeout: throws APIUserAbortError",
        "too_large": "throws ContentTooLargeError 413",
        "truncated_stream": "throws AnthropicError",
        "truncated_tool_json": "tool_use: find{}",
        "unknown_tool": "tool_use: find_v2{"order":"A-1001","amount":49.9}",
        "wrong_argument_types": "tool_use: find{"order":["A-1001"],"amount":"49.9"}",
      }
    `)
  })

  it('once in the reference agent, which tries again where that can help', async () => {
    const outcomes: Record<string, string> = {}
    for (const fault of FAULT_NAMES) outcomes[fault] = await agent(fault)
    expect(outcomes).toMatchInlineSnapshot(`
      {
        "authentication": "fail crash (authentication_error)",
        "bad_request": "fail crash (invalid_request_error)",
        "connection_error": "pass (connection_error, tool_use, end_turn)",
        "duplicate_tool_use_id": "pass (tool_use, end_turn)",
        "empty_content": "fail (end_turn)",
        "error_event": "pass (overloaded_error, tool_use, end_turn)",
        "malformed_tool_json": "pass (malformed_reply, tool_use, end_turn)",
        "max_tokens": "pass (max_tokens, tool_use, end_turn)",
        "not_found": "fail crash (not_found_error)",
        "overloaded": "pass (overloaded_error, tool_use, end_turn)",
        "oversized_reply": "pass (tool_use, end_turn)",
        "permission": "fail crash (permission_error)",
        "rate_limit": "pass (rate_limit_error, tool_use, end_turn)",
        "rate_limit_bare": "pass (rate_limit_error, tool_use, end_turn)",
        "refusal": "fail (refusal)",
        "reset": "pass (connection_error, tool_use, end_turn)",
        "server_error": "pass (api_error, tool_use, end_turn)",
        "stall": "fail timeout (connection_error)",
        "timeout": "fail timeout (connection_error)",
        "too_large": "fail crash (request_too_large)",
        "truncated_stream": "pass (malformed_reply, tool_use, end_turn)",
        "truncated_tool_json": "pass (malformed_reply, tool_use, end_turn)",
        "unknown_tool": "pass (tool_use, end_turn)",
        "wrong_argument_types": "pass (tool_use, end_turn)",
      }
    `)
  })

  // A model that never stops calling tools needs a script without end.
  it('always in the reference agent: never an error of the provider', async () => {
    const outcomes: Record<string, string> = {}
    for (const fault of FAULT_NAMES) outcomes[fault] = await agent(fault, { times: null })
    expect(outcomes).toMatchInlineSnapshot(`
      {
        "authentication": "fail crash (authentication_error)",
        "bad_request": "fail crash (invalid_request_error)",
        "connection_error": "fail crash (connection_error, connection_error)",
        "duplicate_tool_use_id": "error script-exhausted (tool_use, tool_use, tool_use, tool_use, tool_use, tool_use, script-exhausted)",
        "empty_content": "fail (end_turn)",
        "error_event": "fail crash (overloaded_error, overloaded_error)",
        "malformed_tool_json": "fail crash (malformed_reply, malformed_reply)",
        "max_tokens": "fail crash (max_tokens, max_tokens)",
        "not_found": "fail crash (not_found_error)",
        "overloaded": "fail crash (overloaded_error, overloaded_error)",
        "oversized_reply": "pass (tool_use, end_turn)",
        "permission": "fail crash (permission_error)",
        "rate_limit": "fail crash (rate_limit_error, rate_limit_error)",
        "rate_limit_bare": "fail crash (rate_limit_error, rate_limit_error)",
        "refusal": "fail (refusal)",
        "reset": "fail crash (connection_error, connection_error)",
        "server_error": "fail crash (api_error, api_error)",
        "stall": "fail timeout (connection_error)",
        "timeout": "fail timeout (connection_error)",
        "too_large": "fail crash (request_too_large)",
        "truncated_stream": "fail crash (malformed_reply, malformed_reply)",
        "truncated_tool_json": "fail crash (malformed_reply, malformed_reply)",
        "unknown_tool": "error script-exhausted (tool_use, tool_use, tool_use, tool_use, tool_use, tool_use, script-exhausted)",
        "wrong_argument_types": "error script-exhausted (tool_use, tool_use, tool_use, tool_use, tool_use, tool_use, script-exhausted)",
      }
    `)
  })

  it('in a client in this process, with a timeout of its own', async () => {
    expect(await wholeTrials(inProcess(2000))).toMatchInlineSnapshot(`
      {
        "authentication": "caught AuthenticationError",
        "bad_request": "caught BadRequestError",
        "connection_error": "tool_use",
        "duplicate_tool_use_id": "tool_use,tool_use",
        "empty_content": "",
        "error_event": "tool_use",
        "malformed_tool_json": "caught SyntaxError",
        "max_tokens": "tool_use",
        "not_found": "caught NotFoundError",
        "overloaded": "tool_use",
        "oversized_reply": "text,tool_use",
        "permission": "caught PermissionDeniedError",
        "rate_limit": "tool_use",
        "rate_limit_bare": "tool_use",
        "refusal": "text",
        "reset": "tool_use",
        "server_error": "tool_use",
        "stall": "caught Error",
        "timeout": "tool_use",
        "too_large": "caught ContentTooLargeError",
        "truncated_stream": "caught SyntaxError",
        "truncated_tool_json": "tool_use",
        "unknown_tool": "tool_use",
        "wrong_argument_types": "tool_use",
      }
    `)
  }, 120_000)

  it('in a client in another process, with a timeout of its own', async () => {
    expect(await wholeTrials(asProgram(1000))).toMatchInlineSnapshot(`
      {
        "authentication": "caught AuthenticationError",
        "bad_request": "caught BadRequestError",
        "connection_error": "tool_use",
        "duplicate_tool_use_id": "tool_use,tool_use",
        "empty_content": "",
        "error_event": "tool_use",
        "malformed_tool_json": "caught SyntaxError",
        "max_tokens": "tool_use",
        "not_found": "caught NotFoundError",
        "overloaded": "tool_use",
        "oversized_reply": "text,tool_use",
        "permission": "caught PermissionDeniedError",
        "rate_limit": "tool_use",
        "rate_limit_bare": "tool_use",
        "refusal": "text",
        "reset": "caught TypeError",
        "server_error": "tool_use",
        "stall": "caught Error",
        "timeout": "tool_use",
        "too_large": "caught ContentTooLargeError",
        "truncated_stream": "caught SyntaxError",
        "truncated_tool_json": "tool_use",
        "unknown_tool": "tool_use",
        "wrong_argument_types": "tool_use",
      }
    `)
  }, 120_000)
})
