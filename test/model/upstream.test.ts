import { describe, expect, it } from 'vitest'
import type { PawlError } from '../../src/errors.ts'
import { createRandom } from '../../src/model/random.ts'
import { type Answer, RecordEnded, type TrialSource } from '../../src/model/responder.ts'
import { upstreamResponses } from '../../src/model/upstream.ts'
import type { ContentBlock, JsonObject, Trajectory, TrajectoryEvent } from '../../src/trajectory/index.ts'
import { answer, call, trial, user } from '../expect/build.ts'
import { request, toolUse } from './build.ts'

const said = (...content: readonly ContentBlock[]): TrajectoryEvent =>
  answer('', { response: { role: 'assistant', content }, latencyMs: 900 })

/** The run that is played: one turn with two parallel calls, then a second turn. */
const UPSTREAM: Trajectory = trial([
  user('Where is my order?'),
  answer('', { response: null, failure: { status: 529, type: 'overloaded_error', message: '' } }),
  said(toolUse('find', { id: 1 }, 'a'), toolUse('find', { id: 2 }, 'b')),
  call('find', { id: 1 }, { id: 'a', result: 'on its way', latencyMs: 30 }),
  call('find', { id: 2 }, { id: 'b', result: 'lost', status: 'error' }),
  said({ type: 'text', text: 'One is lost.' }),
  user('Thanks', 2),
  said({ type: 'text', text: 'Sorry.' }),
  { type: 'user_turn', turn: 3, atMs: null, content: 'Bye', played: false },
])

const open = (trajectory: Trajectory | null = UPSTREAM): TrialSource =>
  upstreamResponses(() => trajectory).open({ case: 'refund', trial: 0 }, createRandom(1))

const ask = (source: TrialSource, ...messages: readonly JsonObject[]): Answer =>
  source.responder.respond(request({ messages })) as Answer

const asked = (content: JsonObject['x']): JsonObject => ({ role: 'user', content: content ?? null })
const result = (id: string, content: JsonObject['x'], more: JsonObject = {}): JsonObject => ({
  type: 'tool_result',
  tool_use_id: id,
  content: content ?? null,
  ...more,
})
const FIRST = [asked('Where is my order?')]
const CALLS: JsonObject = {
  role: 'assistant',
  content: [toolUse('find', { id: 1 }, 'a'), toolUse('find', { id: 2 }, 'b')],
}
const resultsOf = (first: string, second: string, more: JsonObject = { is_error: true }) => [
  ...FIRST,
  CALLS,
  asked([result('a', first), result('b', second, more)]),
]

function missOf(work: () => unknown): PawlError {
  try {
    work()
  } catch (error) {
    return error as PawlError
  }
  throw new Error('nothing was missed')
}

describe('a run that is played as the model', () => {
  it('answers the k-th call with its k-th response, as long as the agent sends what was sent then', () => {
    const source = open()
    expect(ask(source, ...FIRST)).toMatchObject({
      status: 200,
      body: { content: CALLS['content'] },
      latencyMs: 900,
    })
    const second = resultsOf('on its way', 'lost')
    expect(ask(source, ...second).body).toMatchObject({ content: [{ text: 'One is lost.' }] })
    const third = [
      ...second,
      { role: 'assistant', content: 'One is lost.' },
      asked([{ type: 'text', text: 'Thanks' }]),
    ]
    expect(ask(source, ...third).body).toMatchObject({ content: [{ text: 'Sorry.' }] })
  })

  it('plays the results of its tools and leaves out the turn that was never answered', () => {
    const source = open()
    expect(source.playTool('b', 'find')).toEqual({ result: 'lost', isError: true, latencyMs: null })
    expect(source.playTool('a', 'find')).toEqual({ result: 'on its way', isError: false, latencyMs: 30 })
    expect([1, 2, 3].map((turn) => source.answersTurn(turn))).toEqual([true, true, false])
    expect(source.provenance).toMatchObject({ sample: 'upstream-0' })
  })

  it('takes a tool result in blocks for the same result in text', () => {
    const source = open()
    ask(source, ...FIRST)
    const blocks = [
      result('a', [{ type: 'text', text: 'on its way' }]),
      result('b', 'lost', { is_error: true }),
    ]
    expect(ask(source, ...FIRST, CALLS, asked(blocks)).body).toMatchObject({
      content: [{ text: 'One is lost.' }],
    })
  })

  it('takes a turn of several blocks as they are', () => {
    const blocks = [
      { type: 'text', text: 'Look:' },
      { type: 'text', text: 'my order' },
    ]
    const turn: TrajectoryEvent = { type: 'user_turn', turn: 1, atMs: null, content: blocks, played: true }
    expect(ask(open(trial([turn, said({ type: 'text', text: 'Yes.' })])), asked(blocks)).status).toBe(200)
  })

  it('ends where the run ended before the model answered what was sent', () => {
    const source = open(
      trial([user('hi'), said(toolUse('find', {}, 'a')), call('find', {}, { id: 'a', result: 'here' })]),
    )
    ask(source, asked('hi'))
    const last = [asked('hi'), { role: 'assistant', content: [] }, asked([result('a', 'here')])]
    expect(() => ask(source, ...last)).toThrow(RecordEnded)
  })

  it('lets the model go on where it paused: nothing new is sent', () => {
    const source = open(
      trial([user('hi'), said({ type: 'server_tool_use' }), said({ type: 'text', text: 'done' })]),
    )
    const paused = { role: 'assistant', content: [{ type: 'server_tool_use' }] }
    ask(source, asked('hi'))
    expect(ask(source, asked('hi'), paused).body).toMatchObject({ content: [{ text: 'done' }] })
  })
})

describe('an agent that leaves the path of the run is told the first place that differs', () => {
  it.each<[string, readonly JsonObject[], string]>([
    [
      'another user turn',
      [asked('Where is it?')],
      '.sent[0].text: then "Where is my order?", now "Where is it?"',
    ],
    [
      'something added',
      [
        asked([
          { type: 'text', text: 'Where is my order?' },
          { type: 'text', text: 'PS' },
        ]),
      ],
      '.sent[1]: then nothing, now {"text":"PS"}',
    ],
  ])('%s', (_, messages, where) => {
    const miss = missOf(() => ask(open(), ...messages))
    expect(miss.code).toBe('upstream-miss')
    expect(miss.message).toContain(`before model call 1 of refund#0`)
    expect(miss.message).toContain(where)
  })

  it.each<[string, readonly JsonObject[], string]>([
    [
      'another tool result',
      resultsOf('delivered', 'lost'),
      '.sent[0].content: then "on its way", now "delivered"',
    ],
    [
      'a tool that no longer fails',
      resultsOf('on its way', 'lost', {}),
      '.sent[1].isError: then true, now false',
    ],
    ['a result left out', [...FIRST, CALLS, asked([result('a', 'on its way')])], '.sent[1]: then {"id":"b"'],
  ])('%s', (_, messages, where) => {
    const source = open()
    ask(source, ...FIRST)
    expect(missOf(() => ask(source, ...messages)).message).toContain(where)
  })

  it('one call more than the run has', () => {
    const source = open(trial([user('hi'), said({ type: 'text', text: 'hello' })]))
    ask(source, asked('hi'))
    expect(missOf(() => ask(source, asked('hi'))).message).toContain(
      'has 1 responses for refund#0, and the agent asked for one more',
    )
  })

  it('a trial that the run does not have', () => {
    const miss = missOf(() => open(null))
    expect([miss.code, miss.message]).toEqual([
      'upstream-miss',
      'the upstream run has no trial 0 of case refund',
    ])
  })
})
