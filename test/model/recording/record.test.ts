import { describe, expect, it } from 'vitest'
import { PawlError } from '../../../src/errors.ts'
import { HungUp } from '../../../src/model/broken.ts'
import { createRandom } from '../../../src/model/random.ts'
import { type RecordPlan, recordedResponses } from '../../../src/model/recording/record.ts'
import { replayedResponses } from '../../../src/model/recording/replay.ts'
import { createRecordingStore, type RecordingStore } from '../../../src/model/recording/store.ts'
import type { Answer, Relay, Responses } from '../../../src/model/responder.ts'
import { NOTHING_TO_SAY } from '../../../src/model/responder.ts'
import { type ScriptReply, scriptedResponses } from '../../../src/model/script.ts'
import type { End, Trajectory, TrajectoryEvent } from '../../../src/trajectory/index.ts'
import { call, trial as trialOf, user } from '../../expect/build.ts'
import { answered, body, message, PROVIDER, request } from '../build.ts'
import { REPLAY, temporaryFolder } from './build.ts'

const reply = (text: string): ScriptReply => ({
  content: [{ type: 'text', text }],
  stopReason: 'end_turn',
  model: null,
  usage: null,
  latencyMs: 500,
  ttftMs: null,
})

const SCRIPT = scriptedResponses({
  scriptOf: () => ({ variants: [{ weight: 1, replies: [reply('one'), reply('two')] }] }),
  strict: false,
})

const newStore = (): RecordingStore => createRecordingStore(temporaryFolder())

/** Trials 0 and 1 of one case. */
const TWO_TRIALS: RecordPlan = {
  trials: new Map([['c', [0, 1]]]),
  keepOthers: false,
  rules: [],
  fingerprint: () => null,
}

interface Ending {
  readonly end?: End
  readonly events?: readonly TrajectoryEvent[]
}

/** Runs a trial of one model call to its end. */
async function runTrial(
  responses: Responses,
  trial: number,
  { end, events = [] }: Ending = {},
): Promise<Trajectory> {
  const source = responses.open({ case: 'c', trial }, createRandom(1))
  await source.responder.respond(request(body(`question ${trial}`)))
  const trajectory = { ...trialOf([user('hi'), ...events], end), trial, provenance: source.provenance }
  source.finish(trajectory)
  return trajectory
}

const ERROR: End = { kind: 'error', code: 'provider-failure', message: 'overloaded', transient: true }

describe('a recorded case', () => {
  it('is written once all of its trials are over, and not before', async () => {
    const store = newStore()
    const responses = recordedResponses(SCRIPT, store, TWO_TRIALS)
    await runTrial(responses, 1)
    expect(store.load('c')).toEqual([])
    await runTrial(responses, 0)
    expect(store.load('c').map(({ trial }) => trial)).toEqual([0, 1])
    expect(responses.close()).toEqual({ notes: [], failures: [] })
  })

  it('can be replayed: the same requests get the same answers, tools too', async () => {
    const store = newStore()
    const paid = call('pay', { sum: 5 }, { id: 't1', result: 'no funds', status: 'error', latencyMs: 12 })
    const events = [
      paid,
      call('wait', {}, { status: 'unanswered' }),
      { ...user('more', 2), played: false } as TrajectoryEvent,
    ]
    await runTrial(recordedResponses(SCRIPT, store, { ...TWO_TRIALS, trials: new Map([['c', [0]]]) }), 0, {
      events,
    })
    const source = replayedResponses(store, REPLAY).open({ case: 'c', trial: 0 }, createRandom(1))
    const answer = (await source.responder.respond(request(body('question 0')))) as Answer
    expect(answer).toMatchObject({
      status: 200,
      latencyMs: 500,
      body: { content: [{ type: 'text', text: 'one' }] },
    })
    expect(source.playTool('t1', 'pay')).toEqual({ result: 'no funds', isError: true, latencyMs: 12 })
    expect(source.playTool(null, 'wait')).toBeNull()
    expect([source.answersTurn(1), source.answersTurn(2)]).toEqual([true, false])
  })

  it('holds a call whose reply was streamed, and leaves out one whose reply never came whole', async () => {
    const store = newStore()
    const replies = [Promise.reject(new Error('reset')), Promise.resolve(answered({ latencyMs: 7 }))]
    const upstream = relayed(replies)
    const responses = recordedResponses(upstream, store, { ...TWO_TRIALS, trials: new Map([['c', [0]]]) })
    const source = responses.open({ case: 'c', trial: 0 }, createRandom(1))
    for (const text of ['first', 'second']) {
      const relay = (await source.responder.respond(request(body(text)))) as Relay
      await relay.settled.catch(() => {})
    }
    source.finish(trialOf([user('hi')]))
    expect(store.load('c')[0]?.calls).toMatchObject([{ request: body('second'), latencyMs: 7 }])
  })

  it('says that its trials were recorded, when, and keeps the order of calls that ran side by side', async () => {
    const store = newStore()
    const slow = Promise.withResolvers<Answer>()
    const upstream = relayed([slow.promise, Promise.resolve(answered())])
    const responses = recordedResponses(upstream, store, { ...TWO_TRIALS, trials: new Map([['c', [0]]]) })
    const source = responses.open({ case: 'c', trial: 0 }, createRandom(1))
    expect(source.provenance).toMatchObject({ source: 'record', recordedAt: '2026-11-21T10:00:00.000Z' })
    const [first, second] = await Promise.all([
      source.responder.respond(request(body('first'))),
      source.responder.respond(request(body('second'))),
    ])
    await (second as Relay).settled
    slow.resolve(answered())
    await (first as Relay).settled
    source.finish({ ...trialOf([]), provenance: source.provenance })
    const [saved] = store.load('c')
    expect(saved?.recordedAt).toBe('2026-11-21T10:00:00.000Z')
    expect(saved?.calls.map(({ request: sent }) => sent)).toEqual([body('first'), body('second')])
  })
})

function relayed(replies: readonly Promise<Answer>[]): Responses {
  const left = [...replies]
  const next = (): Relay => ({
    response: new Response(),
    settled: left.shift() ?? Promise.reject(new Error('none left')),
  })
  return {
    virtual: false,
    open: () => ({
      responder: { respond: next },
      provenance: {
        source: 'live',
        sample: 'live-0',
        evidence: 'sampled',
        recordedAt: '2026-11-21T10:00:00.000Z',
      },
      know: () => {},
      playTool: () => null,
      answersTurn: () => true,
      leftOver: () => null,
      finish: () => {},
    }),
    close: () => NOTHING_TO_SAY,
  }
}

describe('a trial whose agent gave a call up', () => {
  const asking = async (...replies: readonly Promise<Answer>[]) => {
    const store = newStore()
    const once = { ...TWO_TRIALS, trials: new Map([['c', [0]]]) }
    const responses = recordedResponses(relayed(replies), store, once)
    const source = responses.open({ case: 'c', trial: 0 }, createRandom(1))
    return { store, source, close: () => responses.close().notes }
  }
  const gaveUp = () => Promise.reject<Answer>(new HungUp('the agent stopped reading', null))
  const settle = async (relay: Relay | Answer) => await ('settled' in relay ? relay.settled : relay)

  it('is not stored: it could not be played again', async () => {
    const { store, source, close } = await asking(gaveUp(), Promise.resolve(answered()))
    await expect(settle(await source.responder.respond(request(body('slow'))))).rejects.toThrow('stopped')
    await settle(await source.responder.respond(request(body('fast'))))
    source.finish({ ...trialOf([user('hi')]), trial: 0, provenance: source.provenance })
    expect(store.load('c')).toEqual([])
    expect(close()).toEqual([expect.stringContaining('giving a call up')])
  })

  it('and made it again is', async () => {
    const { store, source } = await asking(gaveUp(), Promise.resolve(answered()))
    await expect(settle(await source.responder.respond(request(body('slow'))))).rejects.toThrow('stopped')
    await settle(await source.responder.respond(request(body('slow'))))
    source.finish({ ...trialOf([user('hi')]), trial: 0, provenance: source.provenance })
    expect(store.load('c')[0]?.calls).toHaveLength(1)
  })
})

describe('recordings that were there before', () => {
  it('give way to those of the trials that ran, where not all of their case did', async () => {
    const store = newStore()
    const before = recordedResponses(SCRIPT, store, TWO_TRIALS)
    await runTrial(before, 0)
    await runTrial(before, 1)
    const kept = store.load('c')
    const interrupted = recordedResponses(SCRIPT, store, TWO_TRIALS)
    await runTrial(interrupted, 0)
    expect(store.load('c')).toEqual(kept)
    expect(interrupted.close().notes).toEqual([
      'case c: 1 of 2 trials ran; recordings of the others stay as they were',
    ])
    expect(store.load('c').map(({ trial, earlierAttempts }) => [trial, earlierAttempts])).toEqual([
      [0, 1],
      [1, 0],
    ])
  })

  it('stay where every trial ended in an error', async () => {
    const store = newStore()
    const once: RecordPlan = { ...TWO_TRIALS, trials: new Map([['c', [0]]]), keepOthers: false }
    await runTrial(recordedResponses(SCRIPT, store, once), 0)
    const kept = store.load('c')
    const failing = recordedResponses(SCRIPT, store, once)
    await runTrial(failing, 0, { end: ERROR })
    expect(store.load('c')).toEqual(kept)
    expect(failing.close().notes).toEqual([
      'case c: 1 of 1 trial was not recorded: ended in an error, waiting for the model, giving a call up, or with every call refused',
    ])
  })

  it('are replaced by the trials that did not end in an error; a failing agent is no error', async () => {
    const store = newStore()
    const responses = recordedResponses(SCRIPT, store, TWO_TRIALS)
    await runTrial(responses, 0, { end: ERROR })
    await runTrial(responses, 1, { end: { kind: 'agent_failure', code: 'crash', message: 'oh' } })
    expect(store.load('c').map(({ trial }) => trial)).toEqual([1])
    expect(responses.close().notes).toEqual([
      'case c: 1 of 2 trials were not recorded: ended in an error, waiting for the model, giving a call up, or with every call refused',
    ])
  })

  it('are counted by each that replaces them', async () => {
    const store = newStore()
    for (const expected of [0, 1, 2]) {
      const responses = recordedResponses(SCRIPT, store, TWO_TRIALS)
      await runTrial(responses, 0)
      await runTrial(responses, 1)
      expect(store.load('c').map(({ earlierAttempts }) => earlierAttempts)).toEqual([expected, expected])
    }
  })

  it('stay beside a single trial that is recorded again', async () => {
    const store = newStore()
    const all = recordedResponses(SCRIPT, store, TWO_TRIALS)
    await runTrial(all, 0)
    await runTrial(all, 1)
    const [untouched] = store.load('c')
    await runTrial(
      recordedResponses(SCRIPT, store, { ...TWO_TRIALS, trials: new Map([['c', [1]]]), keepOthers: true }),
      1,
    )
    expect(store.load('c').map(({ trial, earlierAttempts }) => [trial, earlierAttempts])).toEqual([
      [0, 0],
      [1, 1],
    ])
    expect(store.load('c')[0]).toEqual(untouched)
  })
})

it('an attempt that was run again leaves nothing in the recording of its trial', async () => {
  const store = newStore()
  const responses = recordedResponses(SCRIPT, store, { ...TWO_TRIALS, trials: new Map([['c', [0]]]) })
  const failed = responses.open({ case: 'c', trial: 0 }, createRandom(1))
  await failed.responder.respond(request(body('before the trouble')))
  await runTrial(responses, 0)
  expect(store.load('c')[0]?.calls.map(({ request: sent }) => sent)).toEqual([body('question 0')])
})

describe('what varies', () => {
  const once: RecordPlan = { ...TWO_TRIALS, trials: new Map([['c', [0]]]) }
  const hereAndThere = [
    { cwd: '/tmp/run-1/work', trial: 'aaaa', today: '2026-11-21', gateway: 'http://127.0.0.1:1111/t/aaaa' },
    { cwd: '/home/ci/work', trial: 'bbbb', today: '2027-01-05', gateway: 'http://127.0.0.1:2222/t/bbbb' },
  ] as const

  it('is not in the file, and comes back as the trial that replays it has it', async () => {
    const store = newStore()
    const [here, there] = hereAndThere
    const asked = ({ cwd, today }: { readonly cwd: string; readonly today: string }) =>
      body('where?', { system: `You work in ${cwd}. Today is ${today}.` })
    const upstream = relayed([Promise.resolve(answered({ body: message(`${here.cwd} on ${here.today}`) }))])
    const recording = recordedResponses(upstream, store, once).open({ case: 'c', trial: 0 }, createRandom(1))
    recording.know(here)
    await ((await recording.responder.respond(request(asked(here)))) as Relay).settled
    recording.finish(trialOf([call('pwd', {}, { id: 't1', result: here.cwd })]))
    const [saved] = store.load('c')
    expect(saved).toMatchObject({
      today: '2026-11-21',
      calls: [{ keys: [expect.any(String), expect.any(String)] }],
    })
    expect(JSON.stringify({ ...saved, today: null })).not.toMatch(/run-1|2026-11-21/)

    const replay = replayedResponses(store, REPLAY).open({ case: 'c', trial: 0 }, createRandom(1))
    replay.know(there)
    const answer = (await replay.responder.respond(request(asked(there)))) as Answer
    expect(answer.body).toEqual(message('/home/ci/work on 2027-01-05'))
    expect(replay.playTool('t1', 'pwd')?.result).toBe('/home/ci/work')
  })

  it('is told to the source as well, which says what it has left over', () => {
    const told: unknown[] = []
    const left = new PawlError('recording-unplayed', 'two')
    const upstream: Responses = {
      ...SCRIPT,
      open: (trial, random) => ({
        ...SCRIPT.open(trial, random),
        know: (values) => void told.push(values),
        leftOver: () => left,
      }),
    }
    const source = recordedResponses(upstream, newStore(), once).open(
      { case: 'c', trial: 0 },
      createRandom(1),
    )
    source.know({ home: '/root' })
    expect(told).toEqual([{ home: '/root' }])
    expect(source.leftOver()).toBe(left)
  })
})

it('calls that ran side by side are known by each other, whatever was left out between them', async () => {
  const store = newStore()
  const answers = [0, 1, 2, 3].map(() => Promise.withResolvers<Answer>())
  const made = { suite: 's', case: 'c', tools: 't', agent: { model: 'm' } }
  const responses = recordedResponses(relayed(answers.map(({ promise }) => promise)), store, {
    ...TWO_TRIALS,
    trials: new Map([['c', [0]]]),
    fingerprint: () => made,
  })
  const source = responses.open({ case: 'c', trial: 0 }, createRandom(1))
  const ask = async (text: string) => (await source.responder.respond(request(body(text)))) as Relay
  const relays = [await ask('broken off'), await ask('a'), await ask('b')]
  answers[0]?.reject(new Error('reset'))
  answers[1]?.resolve(answered())
  await Promise.allSettled(relays.slice(0, 2).map(({ settled }) => settled))
  const last = await ask('c')
  for (const { resolve } of answers) resolve(answered())
  await Promise.all([last.settled, relays[2]?.settled])
  source.finish(trialOf([]))
  const [saved] = store.load('c')
  expect(saved?.made).toEqual(made)
  expect(saved?.calls.map(({ concurrent }) => concurrent)).toEqual([[], [0], [1]])
})

it('counting tokens and listing models are on record, too', async () => {
  const store = newStore()
  const count = { kind: 'side', name: 'messages/count_tokens', provider: 'anthropic' } as const
  const models = { kind: 'side', name: 'models', provider: 'anthropic' } as const
  const asked = [
    request(body('hi'), { endpoint: count }),
    request({}, { endpoint: models, method: 'GET', text: '', url: `${PROVIDER}/v1/models/a` }),
    request({}, { endpoint: models, method: 'GET', text: '', url: `${PROVIDER}/v1/models/b` }),
  ]
  const bodies = [{ input_tokens: 7 }, { id: 'a' }, { id: 'b' }]
  const upstream = relayed(bodies.map((body) => Promise.resolve(answered({ body }))))
  const plan = { ...TWO_TRIALS, trials: new Map([['c', [0]]]) }
  const source = recordedResponses(upstream, store, plan).open({ case: 'c', trial: 0 }, createRandom(1))
  for (const each of asked) await ((await source.responder.respond(each)) as Relay).settled
  source.finish(trialOf([]))
  const replay = replayedResponses(store, REPLAY).open({ case: 'c', trial: 0 }, createRandom(1))
  const answers = await Promise.all(asked.toReversed().map((each) => replay.responder.respond(each)))
  expect(answers.map((answer) => (answer as Answer).body)).toEqual(bodies.toReversed())
})
