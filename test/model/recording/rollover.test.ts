import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../src/model/random.ts'
import type { NormalizeRule } from '../../../src/model/recording/normalize-rule.ts'
import { recordedResponses } from '../../../src/model/recording/record.ts'
import { replayedResponses } from '../../../src/model/recording/replay.ts'
import { createRecordingStore, type RecordingStore } from '../../../src/model/recording/store.ts'
import {
  type Answer,
  type KnownValues,
  NOTHING_TO_SAY,
  type TrialSource,
} from '../../../src/model/responder.ts'
import type { JsonObject } from '../../../src/trajectory/index.ts'
import { trial as trialOf } from '../../expect/build.ts'
import { answered, body, message, request } from '../build.ts'
import { REPLAY, temporaryFolder } from './build.ts'

/** An agent of two calls: what it says first is in the history of what it asks next. */
async function converse(source: TrialSource, known: KnownValues, agent: Agent): Promise<readonly string[]> {
  source.know(known)
  const first = agent.asks(known)
  const said = await answerTo(source, first)
  const second = {
    ...first,
    messages: [
      { role: 'user', content: 'hi' },
      { role: 'assistant', content: said },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: agent.toolSays }] },
    ],
  }
  return [said, await answerTo(source, second)]
}

interface Agent {
  readonly asks: (known: KnownValues) => JsonObject
  readonly toolSays: string
}

async function answerTo(source: TrialSource, sent: JsonObject): Promise<string> {
  const answer = (await source.responder.respond(request(sent))) as Answer
  const [block] = (answer.body as { readonly content: readonly { readonly text: string }[] }).content
  return block?.text ?? ''
}

async function record(known: KnownValues, agent: Agent, says: string, rules: readonly NormalizeRule[] = []) {
  const store = createRecordingStore(temporaryFolder())
  const upstream = {
    virtual: true,
    close: () => NOTHING_TO_SAY,
    open: (): TrialSource => ({
      responder: { respond: () => answered({ body: message(says) }) },
      provenance: { source: 'live', sample: 'live-0', evidence: 'sampled', recordedAt: null },
      know: () => {},
      playTool: () => null,
      answersTurn: () => true,
      leftOver: () => null,
      finish: () => {},
    }),
  }
  const plan = { trials: new Map([['c', [0]]]), keepOthers: false, rules, fingerprint: () => null }
  const source = recordedResponses(upstream, store, plan).open({ case: 'c', trial: 0 }, createRandom(1))
  await converse(source, known, agent)
  source.finish(trialOf([]))
  return store
}

const replayed = (store: RecordingStore, rules: readonly NormalizeRule[] = []): TrialSource =>
  replayedResponses(store, { ...REPLAY, rules }).open({ case: 'c', trial: 0 }, createRandom(1))

const tellsDate: Agent = {
  asks: ({ today }) => body('hi', { system: `Today is ${today}.` }),
  toolSays: 'nothing',
}

describe('a recording played on another day', () => {
  it('follows the day where the agent tells it', async () => {
    const store = await record({ today: '2026-11-21' }, tellsDate, 'today, 2026-11-21; tomorrow, 2026-11-22')
    const says = await converse(replayed(store), { today: '2026-11-22' }, tellsDate)
    // What was tomorrow then is text like any other, even where it has become today.
    expect(says[0]).toBe('today, 2026-11-22; tomorrow, 2026-11-22')
    expect(says[1]).toBe(says[0])
  })

  it('is found where a fixed date equals the day of recording, or that of replay, by chance', async () => {
    const fixed: Agent = {
      asks: () => body('hi', { system: 'The sale is on 2026-11-21.' }),
      toolSays: '2026-11-21',
    }
    const store = await record({ today: '2026-11-21' }, fixed, 'on 2026-11-21')
    for (const today of ['2026-11-21', '2026-11-25']) {
      expect(await converse(replayed(store), { today }, fixed)).toEqual(['on 2026-11-21', 'on 2026-11-21'])
    }
    const before = await record({ today: '2026-11-20' }, fixed, 'on 2026-11-21')
    expect(await converse(replayed(before), { today: '2026-11-21' }, fixed)).toEqual([
      'on 2026-11-21',
      'on 2026-11-21',
    ])
  })

  it('keeps the date that a tool told', async () => {
    const agent: Agent = { ...tellsDate, toolSays: 'delivery 2026-11-21' }
    const store = await record({ today: '2026-11-21' }, agent, 'it is 2026-11-21')
    expect(await converse(replayed(store), { today: '2026-12-01' }, agent)).toEqual([
      'it is 2026-12-01',
      'it is 2026-11-21',
    ])
    const other: Agent = { ...agent, toolSays: 'delivery 2026-12-01' }
    await expect(converse(replayed(store), { today: '2026-12-01' }, other)).rejects.toThrow(
      'first difference at .messages[2].content[0].content',
    )
  })

  it.each([
    ['pads its days', '2026-11-21', '11/21/2026', '2027-01-05', '01/05/2027'],
    ['does not', '2026-11-21', '11/21/2026', '2027-01-05', '1/5/2027'],
    ['writes short months', '2026-05-21', 'May 21, 2026', '2026-06-03', 'Jun 3, 2026'],
    ['writes long months', '2026-05-21', 'May 21, 2026', '2026-06-03', 'June 3, 2026'],
    ['writes padded short months', '2026-05-21', 'May 21, 2026', '2026-06-03', 'Jun 03, 2026'],
  ])(
    'is found where the day of recording did not show whether the agent %s',
    async (_, day, spelt, later, now) => {
      const spells = (text: string): Agent => ({
        ...tellsDate,
        asks: () => body('hi', { system: `It is ${text}` }),
      })
      const store = await record({ today: day }, spells(spelt), `on ${spelt}`)
      const says = await converse(replayed(store), { today: later }, spells(now))
      expect(says).toEqual([`on ${now}`, `on ${now}`])
    },
  )

  it('is not found where the agent spells the date another way than it did', async () => {
    const long: Agent = { ...tellsDate, asks: () => body('hi', { system: 'It is November 21, 2026' }) }
    const short: Agent = { ...tellsDate, asks: () => body('hi', { system: 'It is Nov 21, 2026' }) }
    const store = await record({ today: '2026-11-21' }, long, 'yes')
    await expect(converse(replayed(store), { today: '2026-11-21' }, short)).rejects.toThrow('.system')
  })
})

it('an id that a rule names is found under any value, in what the model says, too', async () => {
  const rules = [{ path: 'metadata.user_id', pattern: null, name: 'SESSION' }]
  const agent = (id: string): Agent => ({
    asks: () => body('hi', { metadata: { user_id: id } }),
    toolSays: `wrote ${id}.log`,
  })
  const store = await record({}, agent('s-1111'), 'session s-1111', rules)
  expect(await converse(replayed(store, rules), {}, agent('s-2222'))).toEqual([
    'session s-2222',
    'session s-2222',
  ])
  await expect(converse(replayed(store), {}, agent('s-2222'))).rejects.toThrow('.metadata.user_id')
})

describe('the day elsewhere', () => {
  const utc: Agent = {
    asks: ({ days }) => body('hi', { system: `Today is ${days?.[0]}.` }),
    toolSays: 'nothing',
  }

  it('is today for an agent that goes by it', async () => {
    const store = await record({ today: '2026-11-21', days: ['2026-11-22'] }, utc, 'today is 2026-11-22')
    const says = await converse(replayed(store), { today: '2026-12-01', days: ['2026-12-02'] }, utc)
    expect(says[0]).toBe('today is 2026-12-02')
  })

  it('is found where both were the same when it was recorded', async () => {
    const store = await record({ today: '2026-11-21', days: ['2026-11-21'] }, utc, 'today is 2026-11-21')
    const says = await converse(replayed(store), { today: '2026-11-30', days: ['2026-12-01'] }, utc)
    expect(says[0]).toBe('today is 2026-12-01')
    const local = await converse(replayed(store), { today: '2026-11-30', days: ['2026-12-01'] }, tellsDate)
    expect(local[0]).toBe('today is 2026-11-30')
  })
})

describe('a path that a prompt may name by itself', () => {
  const here: KnownValues = { tmp: '/tmp', home: '/root', suite: '/w/one', cwd: '/w/one' }
  const there: KnownValues = { tmp: '/var/tmp', home: '/home/ci', suite: '/srv/shop/two', cwd: '/srv/shop' }
  const says = (system: (known: KnownValues) => string): Agent => ({
    asks: (known) => body('hi', { system: system(known) }),
    toolSays: 'fine',
  })

  it.each<[string, Agent, string, string]>([
    ['is text like any other', says(() => 'Write to /tmp, clone into /root/repo.'), 'in /tmp/x', 'in /tmp/x'],
    [
      "is the trial's where it is that",
      says(({ tmp, home }) => `${tmp} ${home}/x`),
      'in /tmp/x',
      'in /var/tmp/x',
    ],
    [
      'is either beside the other',
      says(({ cwd }) => `In ${cwd}, write to /tmp.`),
      '/w/one and /tmp',
      '/srv/shop and /tmp',
    ],
    ['is of two values that were one', says(({ cwd }) => `In ${cwd}.`), '/w/one/x', '/srv/shop/x'],
    ['is the first of these, too', says(({ suite }) => `In ${suite}.`), '/w/one/x', '/srv/shop/two/x'],
  ])('%s', async (_, agent, recordedReply, replayedReply) => {
    const store = await record(here, agent, recordedReply)
    expect(await converse(replayed(store), here, agent)).toEqual([recordedReply, recordedReply])
    expect((await converse(replayed(store), there, agent))[0]).toBe(replayedReply)
  })

  it('makes no word of a flag out of a folder at the root', async () => {
    const agent = says(() => 'Run deploy --app now.')
    const store = await record({ cwd: '/app' }, agent, 'done')
    expect(await converse(replayed(store), { cwd: '/home/ci/shop' }, agent)).toEqual(['done', 'done'])
  })
})
