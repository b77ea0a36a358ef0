import { statSync } from 'node:fs'
import { createRandom } from '../../src/model/random.ts'
import { recordedResponses } from '../../src/model/recording/record.ts'
import { replayedResponses } from '../../src/model/recording/replay.ts'
import { createRecordingStore, type RecordingStore } from '../../src/model/recording/store.ts'
import type { KnownValues, Responses, TrialKey } from '../../src/model/responder.ts'
import type { JsonObject, Trajectory } from '../../src/trajectory/index.ts'
import { answered, body, message, request, toolUse } from '../model/build.ts'
import { printTable } from './table.ts'

const KB = 1024

/** What replay does for a request, and what recordings take on disk. */
export async function benchRecordings(dir: string): Promise<void> {
  const store = createRecordingStore(dir)
  await benchMatching(store)
  await benchSizes(store)
}

const CASES = 200
const BODY = 50 * KB
const DAY = { today: '2026-11-21' }

/** The user's message of a case, in a trial. */
type Say = (caseId: string, trial: number) => string

const valuesOf = (trial: number): KnownValues => ({
  ...DAY,
  cwd: `/srv/agents/${trial}/work`,
  tmp: `/srv/agents/${trial}/tmp`,
  home: '/home/agent',
  gateway: `http://127.0.0.1:40000/t/case-${trial}-9f3c`,
  trial: `case-${trial}-9f3c`,
})

async function benchMatching(store: RecordingStore): Promise<void> {
  const plain: Say = (caseId) => long(`In ${caseId} nothing varies. `, BODY)
  const varying: Say = (caseId, trial) =>
    long(`In ${caseId} read ${valuesOf(trial).cwd}/notes/a.md as ${valuesOf(trial).trial}. `, BODY)
  const dated: Say = (caseId) => long(`In ${caseId} the day is ${DAY.today}. `, BODY)
  const rows = {
    'no known value in it': await timesToMatch(store, plain),
    'values that differ per trial': await timesToMatch(store, varying),
    "today's date": await timesToMatch(store, dated),
  }
  const columns = ['first', 'p95', 'again', 'p95']
  printTable('Time to match a request of 50 KB in replay', columns, rows, ['aim: under 1 ms each'])
}

/** Of the first trial of each of many cases, and of all their second trials. */
async function timesToMatch(store: RecordingStore, say: Say): Promise<string[]> {
  const cases = Array.from({ length: CASES }, (_, index) => `case-${index}`)
  for (const id of cases) await record(store, id, [body(say(id, 0))])
  const replay = replayedResponses(store, {
    rules: [],
    strict: false,
    maxAgeDays: 90,
    now: () => new Date(DAY.today),
    recordCommand: (id) => `pawl record --case ${id}`,
    staleness: () => [],
  })
  const timeOf = (id: string, trial: number): number => {
    const source = replay.open({ case: id, trial }, createRandom(1))
    source.know(valuesOf(trial))
    const asked = request(body(say(id, trial)))
    const start = performance.now()
    source.responder.respond(asked)
    return performance.now() - start
  }
  return [1, 2].flatMap((trial) => {
    const times = cases.map((id) => timeOf(id, trial)).sort((a, b) => a - b)
    return [0.5, 0.95].map((share) => `${times[Math.floor(share * CASES)]?.toFixed(2)} ms`)
  })
}

const TURNS = 50
/** A coding agent's prompt and tools, and what a turn of it adds. */
const FIXED = { system: 30 * KB, tools: 20 * KB, turn: 3.3 * KB }

async function benchSizes(store: RecordingStore): Promise<void> {
  const alone = conversation('main', TURNS)
  const [main, sub] = [conversation('main', TURNS / 2), conversation('sub', TURNS / 2)]
  const rows = {
    'one agent': await sizes(store, 'alone', alone),
    'an agent and its sub-agent in turn': await sizes(
      store,
      'interleaved',
      main.flatMap((asked, index) => [asked, sub[index] ?? {}]),
    ),
  }
  printTable(`Size of a conversation of ${TURNS} calls`, ['recording', 'raw'], rows, [
    'aim: 0.22 MB of 6.56 MB',
  ])
}

async function sizes(store: RecordingStore, id: string, requests: readonly JsonObject[]): Promise<string[]> {
  await record(store, id, requests)
  const raw = requests.reduce((sum, asked) => sum + JSON.stringify(asked).length, 0)
  return [statSync(store.pathOf(id)).size, raw].map((bytes) => `${(bytes / 1e6).toFixed(2)} MB`)
}

/** The requests of an agent that reads one file after the other. */
function conversation(agent: string, turns: number): JsonObject[] {
  const fixed = {
    system: long(`You are ${agent}. `, FIXED.system),
    tools: [{ name: 'read', description: long(`Reads for ${agent}. `, FIXED.tools) }],
  }
  const messages: JsonObject[] = [{ role: 'user', content: `Read everything, ${agent}.` }]
  return Array.from({ length: turns }, (_, turn) => {
    const asked = body('', { ...fixed, messages: [...messages] })
    const id = `toolu_${agent}_${turn}`
    messages.push(
      { role: 'assistant', content: [toolUse('read', { path: `notes/${turn}.md` }, id)] },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: id, content: long(`Note ${turn} of ${agent}. `, FIXED.turn) },
        ],
      },
    )
    return asked
  })
}

const long = (text: string, characters: number): string => text.repeat(Math.ceil(characters / text.length))

/** Stores these requests as the calls of a case's only trial. */
async function record(store: RecordingStore, id: string, requests: readonly JsonObject[]): Promise<void> {
  const trial = { case: id, trial: 0 }
  const recorder = recordedResponses(answering, store, {
    trials: new Map([[id, [0]]]),
    keepOthers: false,
    rules: [],
    fingerprint: () => null,
  })
  const source = recorder.open(trial, createRandom(1))
  source.know(valuesOf(0))
  for (const asked of requests) await source.responder.respond(request(asked))
  source.finish(finished(trial))
}

const answering: Responses = {
  virtual: false,
  open: () => ({
    responder: { respond: () => answered({ body: message('It is done.') }) },
    provenance: { source: 'live', sample: 'live', evidence: 'sampled', recordedAt: null },
    know: () => {},
    playTool: () => null,
    answersTurn: () => true,
    leftOver: () => null,
    finish: () => {},
  }),
  close: () => ({ notes: [], failures: [] }),
}

const finished = (trial: TrialKey): Trajectory => ({
  ...trial,
  attempt: 1,
  provenance: { source: 'record', sample: 'live', evidence: 'sampled', recordedAt: null },
  events: [],
  latencyMs: null,
  computeMs: null,
  end: { kind: 'completed' },
})
