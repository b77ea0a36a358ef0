import { describe, expect, it } from 'vitest'
import type { PawlError } from '../../../src/errors.ts'
import { type Endpoint, protocolOf } from '../../../src/model/protocol/index.ts'
import { createRandom } from '../../../src/model/random.ts'
import { type Recording, UNANSWERED } from '../../../src/model/recording/format.ts'
import { replayedResponses } from '../../../src/model/recording/replay.ts'
import {
  type Answer,
  type ModelRequest,
  RecordEnded,
  type TrialSource,
} from '../../../src/model/responder.ts'
import type { JsonObject } from '../../../src/trajectory/index.ts'
import { body, message, request } from '../build.ts'
import { REPLAY, recorded, recording, storeOf } from './build.ts'

function replay(recordings: readonly Recording[], trial = 0): TrialSource {
  return replayedResponses(storeOf(recordings), REPLAY).open({ case: 'refund', trial }, createRandom(1))
}

async function ask(source: TrialSource, sent: JsonObject): Promise<Answer> {
  return (await source.responder.respond(request(sent))) as Answer
}

/** What a request that is not on record is told. */
function missOf(recordings: readonly Recording[], ...asked: readonly JsonObject[]): PawlError {
  const source = replay(recordings)
  for (const sent of asked.slice(0, -1)) source.responder.respond(request(sent))
  try {
    source.responder.respond(request(asked.at(-1) ?? {}))
  } catch (error) {
    return error as PawlError
  }
  throw new Error('the request was answered')
}

const user = (content: JsonObject['x']): JsonObject => ({ role: 'user', content: content ?? null })
const FIRST: JsonObject = {
  model: 'claude-sonnet-4-5',
  max_tokens: 100,
  system: [
    { type: 'text', text: 'You help.' },
    { type: 'text', text: 'Be kind.' },
  ],
  tools: [{ name: 'find', description: 'finds orders' }],
  messages: [user('hi')],
}
const SECOND: JsonObject = {
  ...FIRST,
  messages: [
    user('hi'),
    { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'find', input: {} }] },
    user([{ type: 'tool_result', tool_use_id: 't1', content: 'arrives on Monday' }]),
  ],
}
const TWO_CALLS = recording([recorded(FIRST, message('one')), recorded(SECOND, message('two'))])

describe('a request that is on record', () => {
  it('gets the answer it got then: status, headers, body, usage, time and pieces', async () => {
    const headers = { 'retry-after': '1' }
    const call = recorded(FIRST, message('one'), {
      headers,
      latencyMs: 812.5,
      ttftMs: 90,
      chunks: [[0, 3, 90]],
    })
    expect(await ask(replay([recording([call])]), FIRST)).toEqual({
      status: 200,
      headers,
      body: message('one'),
      usage: expect.objectContaining({ inputTokens: 100, outputTokens: 20 }),
      latencyMs: 812.5,
      ttftMs: 90,
      chunks: [[0, 3, 90]],
      place: { index: 0, concurrent: [] },
    })
  })

  it('is found whatever the order of its keys and of the requests', async () => {
    const source = replay([TWO_CALLS])
    const turned = Object.fromEntries(Object.entries(SECOND).reverse())
    expect((await ask(source, turned)).body).toEqual(message('two'))
    expect((await ask(source, FIRST)).body).toEqual(message('one'))
  })

  it('gets its answers in order where it was sent more than once', async () => {
    const busy = recorded(FIRST, { error: { type: 'overloaded_error' } }, { status: 529 })
    const source = replay([recording([busy, recorded(FIRST, message('at last'))])])
    expect((await ask(source, FIRST)).status).toBe(529)
    expect((await ask(source, FIRST)).body).toEqual(message('at last'))
  })
})

describe('the betas that a request asks for', () => {
  const asking = (betas: string): ModelRequest =>
    request(FIRST, { headers: new Headers({ 'anthropic-beta': betas }) })
  const call = recorded({ ...FIRST, '@headers': { 'anthropic-beta': 'context-1m, files' } })

  it('are part of it, in whatever order they come', async () => {
    const source = replay([recording([call, call])])
    for (const betas of ['context-1m,files', 'files, context-1m']) {
      expect(await source.responder.respond(asking(betas))).toMatchObject({ status: 200 })
    }
  })

  it('make it another where they change', () => {
    expect(() => replay([recording([call])]).responder.respond(asking('files'))).toThrow(
      'first difference at ["@headers"].anthropic-beta: recorded "context-1m, files", now "files"',
    )
    expect(() => replay([recording([call])]).responder.respond(request(FIRST))).toThrow('now nothing')
  })
})

it('a recording that ends on a call without an answer ends the trial there', () => {
  const last = recorded(SECOND, null, { status: UNANSWERED })
  const source = replay([recording([recorded(FIRST), last])])
  source.responder.respond(request(FIRST))
  expect(() => source.responder.respond(request(SECOND))).toThrow(RecordEnded)
})

describe('a miss names the nearest call and the first place that differs', () => {
  const [system] = (FIRST['system'] ?? []) as readonly JsonObject[]
  it.each<[string, JsonObject, string]>([
    [
      'in the system prompt',
      { ...FIRST, system: [system ?? null, { type: 'text', text: 'Be strict.' }] },
      'call 1, first difference at .system[1].text: recorded "Be kind.", now "Be strict."',
    ],
    [
      'in the description of a tool',
      { ...FIRST, tools: [{ name: 'find', description: 'finds parcels' }] },
      'call 1, first difference at .tools[0].description: recorded "finds orders", now "finds parcels"',
    ],
    [
      'in the result of a tool',
      {
        ...SECOND,
        messages: [
          ...((SECOND['messages'] ?? []) as readonly JsonObject[]).slice(0, 2),
          user([{ type: 'tool_result', tool_use_id: 't1', content: 'arrives on Sunday' }]),
        ],
      },
      'call 2, first difference at .messages[2].content[0].content: recorded "arrives on Monday", now "arrives on Sunday"',
    ],
    [
      'in the model',
      { ...SECOND, model: 'claude-opus-5' },
      'call 2, first difference at .model: recorded "claude-sonnet-4-5", now "claude-opus-5"',
    ],
    [
      'in a parameter',
      { ...FIRST, max_tokens: 200 },
      'call 1, first difference at .max_tokens: recorded 100, now 200',
    ],
    [
      'in a parameter that is new',
      { ...FIRST, temperature: 0 },
      'call 1, first difference at .temperature: recorded nothing, now 0',
    ],
  ])('%s', (_, sent, where) => {
    const { code, message: text, hint } = missOf([TWO_CALLS], sent)
    expect(code).toBe('recording-miss')
    expect(text).toContain(`nearest is recorded ${where}`)
    expect(hint).toContain('pawl record suite.yaml --case refund')
  })

  it('and of two long texts the part from where they differ', () => {
    const long = (end: string) => ({ ...FIRST, system: `${'word '.repeat(100)}${end}` })
    const { message: text } = missOf([recording([recorded(long('kind'))])], long('strict'))
    expect(text).toContain('kind"')
    expect(text).toContain('strict"')
    expect(text.length).toBeLessThan(400)
  })

  it('and says so where the request was answered already as often as it was recorded', () => {
    expect(missOf([TWO_CALLS], FIRST, FIRST).message).toContain(
      "the agent's model call 2 is not in the recording of case refund once more: it equals recorded call 1",
    )
  })

  it('and where the recording is empty', () => {
    expect(missOf([recording([])], FIRST).message).toContain('which is empty')
  })
})

describe('trials and recordings', () => {
  const three = [0, 1, 2].map((trial) => recording([recorded(FIRST, message(`answer ${trial}`))], { trial }))

  it('a trial replays the recording of its number, and past the last begins again', async () => {
    const answers = await Promise.all([0, 1, 2, 3, 7].map((trial) => ask(replay(three, trial), FIRST)))
    expect(answers.map(({ body }) => body)).toEqual(
      [0, 1, 2, 0, 1].map((trial) => message(`answer ${trial}`)),
    )
  })

  it('copies of one recording are one observation', () => {
    const samples = [0, 1, 2, 3, 7].map((trial) => replay(three, trial).provenance.sample)
    expect(samples).toEqual(['recording-0', 'recording-1', 'recording-2', 'recording-0', 'recording-1'])
    expect(replay(three).provenance).toMatchObject({
      evidence: 'sampled',
      recordedAt: '2026-11-20T10:00:00.000Z',
    })
  })

  it('a case without a recording names the file that is missing', () => {
    expect(() => replay([])).not.toThrow()
    expect(missOf([], FIRST)).toMatchObject({ code: 'recording-missing' })
    expect(missOf([], FIRST).message).toContain('/r/refund.json')
  })

  it('a trial does not use up the answers of another that replays the same recording', async () => {
    const responses = replayedResponses(storeOf([TWO_CALLS]), REPLAY)
    for (const trial of [0, 1]) {
      const source = responses.open({ case: 'c', trial }, createRandom(1))
      expect((await ask(source, FIRST)).body).toEqual(message('one'))
    }
  })
})

describe('what else is played', () => {
  const tool = (id: string | null, result: string, isError = false) => ({
    id,
    name: 'find',
    result,
    isError,
    latencyMs: 5,
  })

  it('tools get their results by id, each once, and without an id the next one', () => {
    const source = replay([recording([], { tools: [tool('a', '1'), tool('b', '2', true), tool('a', '3')] })])
    expect(source.playTool('b', 'find')).toEqual({ result: '2', isError: true, latencyMs: 5 })
    expect(source.playTool('a', 'find')).toMatchObject({ result: '1' })
    expect(source.playTool('a', 'pay')).toBeNull()
    expect(source.playTool(null, 'find')).toMatchObject({ result: '3' })
    expect(source.playTool('a', 'find')).toBeNull()
  })

  it('a turn that is on record without an answer is not sent; a turn that is not on record is', () => {
    const source = replay([recording([], { unansweredTurn: 2 })])
    expect([1, 2, 3].map((turn) => source.answersTurn(turn))).toEqual([true, false, true])
    expect(replay([recording([])]).answersTurn(1)).toBe(true)
  })

  it('a call whose answer was never whole is told apart from one that was', async () => {
    const refused = recorded(
      body('hi'),
      { error: { type: 'rate_limit_error' } },
      { status: 429, latencyMs: 3 },
    )
    expect(await ask(replay([recording([refused])]), body('hi'))).toMatchObject({
      status: 429,
      usage: null,
      latencyMs: 3,
    })
  })
})

describe('with --strict', () => {
  const strict = (recordings: readonly Recording[]): TrialSource =>
    replayedResponses(storeOf(recordings), { ...REPLAY, strict: true }).open(
      { case: 'refund', trial: 0 },
      createRandom(1),
    )

  it('recorded calls that the agent did not ask for are counted, and the first is named', async () => {
    const source = strict([TWO_CALLS])
    await ask(source, FIRST)
    expect(source.leftOver()).toMatchObject({ code: 'recording-unplayed' })
    expect(source.leftOver()?.message).toMatch(
      /case refund left 1 of 2 recorded calls unasked; the first is call 2 to \/v1\/messages, ending in .*t1/,
    )
    await ask(source, SECOND)
    expect(source.leftOver()).toBeNull()
  })

  it('only, and never of a case without recordings', () => {
    expect(replay([TWO_CALLS]).leftOver()).toBeNull()
    expect(strict([]).leftOver()).toBeNull()
  })
})

describe('at its end, a replay says', () => {
  function notesOf(cases: Readonly<Record<string, readonly Recording[]>>, trials: readonly number[]) {
    const store = { ...storeOf([]), load: (id: string) => cases[id] ?? [] }
    const responses = replayedResponses(store, REPLAY)
    for (const id of Object.keys(cases)) {
      for (const trial of trials) responses.open({ case: id, trial }, createRandom(1))
    }
    return responses.close().notes
  }
  const numbered = (count: number) => Array.from({ length: count }, (_, trial) => recording([], { trial }))
  const ten = numbered(10).keys().toArray()

  it('which trials repeat the recording of another, case by case', () => {
    expect(notesOf({ a: numbered(3), b: numbered(1), c: numbered(10), d: [] }, ten)).toEqual([
      'case a has 3 recordings for 10 trials: trials 3 to 9 repeat them and do not count as samples',
      'case b has 1 recording for 10 trials: trials 1 to 9 repeat it and do not count as samples',
    ])
    expect(notesOf({ a: numbered(3) }, [7])).toEqual([])
    const many = Object.fromEntries([...'abcdefg'].map((id) => [id, numbered(1)]))
    expect(notesOf(many, [0, 1]).slice(4)).toEqual([
      'case e has 1 recording for 2 trials: trial 1 repeats it and does not count as a sample',
      'and 2 more',
    ])
  })

  it('what was recorded long ago, and what was recorded until it was green', () => {
    const old = recording([], { recordedAt: '2026-07-14T10:00:00Z' })
    const again = recording([], { earlierAttempts: 4 })
    expect(notesOf({ a: [old, old], b: [again], c: [recording([])] }, [0])).toEqual([
      'recorded long ago: a 130 days, where 90 are allowed',
      'recorded again without a change of the agent or the case: b 4 times: recording until it is green hides failures',
    ])
  })
})

describe('the same request to another endpoint', () => {
  const chat: Endpoint = { kind: 'model', name: 'chat/completions', protocol: protocolOf('chat/completions') }
  const count: Endpoint = { kind: 'side', name: 'messages/count_tokens', provider: 'anthropic' }

  it('is another call', async () => {
    const counted = recorded(FIRST, { input_tokens: 7 }, { endpoint: 'messages/count_tokens' })
    const source = replay([recording([recorded(FIRST, message('one')), counted])])
    const answer = (await source.responder.respond(request(FIRST, { endpoint: count }))) as Answer
    expect(answer).toMatchObject({ body: { input_tokens: 7 }, usage: null, place: { index: 1 } })
    expect(() => source.responder.respond(request(FIRST, { endpoint: chat }))).toThrow(
      'no recorded call went to /v1/chat/completions',
    )
  })

  it('has the usage that its protocol reports', async () => {
    const reply = {
      choices: [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 11, completion_tokens: 3, total_tokens: 14 },
    }
    const call = recorded(FIRST, reply, { endpoint: 'chat/completions', concurrent: [0] })
    const answer = (await replay([recording([recorded(SECOND), call])]).responder.respond(
      request(FIRST, { endpoint: chat }),
    )) as Answer
    expect(answer.usage).toMatchObject({ inputTokens: 11, outputTokens: 3 })
    expect(answer.place).toEqual({ index: 1, concurrent: [0] })
  })
})

it('a miss shows placeholders where values vary', () => {
  const stored = recorded({ ...FIRST, system: 'In <CWD>, be kind' })
  const source = replay([recording([stored])])
  source.know({ cwd: '/tmp/run-7/work' })
  const sent = request({ ...FIRST, system: 'In /tmp/run-7/work, be strict' })
  expect(() => source.responder.respond(sent)).toThrow(
    'first difference at .system: recorded "In <CWD>, be kind", now "In <CWD>, be strict"',
  )
})
