import { PawlError } from '../../errors.ts'
import type { JsonObject } from '../../trajectory/index.ts'
import { type Answer, isRelay, type ModelRequest, type Responder, type TrialKey } from '../responder.ts'
import { hashOf } from './blocks.ts'
import type { RecordedCall, Recording } from './format.ts'
import { createPlayer, type JudgementOptions, type Judgements, knowing } from './judgements.ts'
import { type HiddenRequest, type Placeholders, placeholdersFor } from './placeholders.ts'
import { createRealpath } from './realpath.ts'
import { recordedCall } from './record-trial.ts'
import { answerOf } from './replay.ts'
import { contentOf } from './request-content.ts'

export interface RecordJudgementsOptions extends JudgementOptions {
  /** Asks the model. */
  readonly live: (trial: TrialKey) => Responder
  /** True where what was recorded before is played, and only the rest is asked. */
  readonly reuse: boolean
  /** How many trials of a case are judged: when they are, its file is written. */
  readonly trials: (caseId: string) => number
  /** True where only some trials of a case are judged: what the others were asked stays. */
  readonly keepOthers: boolean
  /** False for what no judge of the case asks any more: it is not kept. */
  readonly isAsked: (caseId: string, request: JsonObject) => boolean
  readonly now: () => Date
}

/** What a judge is asked in this run, and its votes by their place; those under way are waited for. */
interface Asked {
  readonly votes: Promise<RecordedCall | null>[]
  readonly calls: RecordedCall[]
  readonly placeholders: Placeholders
  readonly recordedAt: string
}

interface AskedCase {
  readonly byKey: Map<string, Asked>
  judged: number
}

/**
 * Asks the model and stores what it says. Trials that ask the same share the answers: a trial that is played again is
 * judged as the one that was recorded.
 */
export function recordedJudgements(options: RecordJudgementsOptions): Judgements {
  const { store, rules, live, reuse, now } = options
  const newPlaceholders = placeholdersFor(rules, createRealpath())
  const player = createPlayer(store)
  const cases = new Map<string, AskedCase>()
  const failures: PawlError[] = []

  function caseOf(id: string): AskedCase {
    const known = cases.get(id) ?? { byKey: new Map<string, Asked>(), judged: 0 }
    cases.set(id, known)
    return known
  }

  function write(id: string, keepOthers: boolean): void {
    const asked = [...caseOf(id).byKey.values()].filter(({ calls }) => calls.length > 0)
    cases.delete(id)
    if (asked.length === 0) return
    try {
      const before = reuse || keepOthers ? store.load(id) : []
      const kept = before.filter(({ calls: [call] }) => call && options.isAsked(id, call.request))
      store.save(id, merged(kept, asked.map(recordingOf), reuse))
    } catch (error) {
      // What one case may not or cannot store takes nothing from the others.
      if (!(error instanceof PawlError)) throw error
      failures.push(error)
    }
  }

  return {
    open(trial, known) {
      const { case: id } = trial
      const placeholders = knowing(newPlaceholders(), known)
      const play = reuse ? player(id, placeholders) : () => null
      const votes = new Map<string, number>()
      const ask = live(trial)
      return {
        async respond(sent) {
          const request = placeholders.request(contentOf(sent), sent)
          const recorded = play(sent, request)
          if (recorded !== null) return recorded
          const key = hashOf(request.form())
          const { byKey } = caseOf(id)
          const fresh = { votes: [], calls: [], placeholders, recordedAt: now().toISOString() }
          const asked = byKey.get(key) ?? fresh
          byKey.set(key, asked)
          const place = votes.get(key) ?? 0
          const answer = await answerTo({ asked, place, sent, request, placeholders, live: ask })
          if (answer.status === 200) votes.set(key, place + 1)
          return answer
        },
      }
    },
    finish(id) {
      const known = caseOf(id)
      known.judged++
      if (known.judged === options.trials(id)) write(id, options.keepOthers)
    },
    close() {
      for (const id of [...cases.keys()]) write(id, true)
      return { notes: [], failures }
    },
  }
}

interface Vote {
  readonly asked: Asked
  readonly place: number
  readonly sent: ModelRequest
  readonly request: HiddenRequest
  readonly placeholders: Placeholders
  readonly live: Responder
}

/** What another trial was answered or is waiting for; who finds nothing asks, before anybody else looks. */
async function answerTo(vote: Vote): Promise<Answer> {
  const { asked, place, sent, placeholders } = vote
  for (let before = asked.votes[place]; before; before = asked.votes[place]) {
    const call = await before
    if (call) return answerOf(call, { index: place, reading: new Map() }, sent.endpoint, placeholders)
  }
  return await askFor(vote)
}

/** An answer that is none is not stored: whoever waited for it asks by itself. */
async function askFor({ asked, place, sent, request, placeholders, live }: Vote): Promise<Answer> {
  const vote = Promise.withResolvers<RecordedCall | null>()
  asked.votes[place] = vote.promise
  let call: RecordedCall | null = null
  try {
    const said = await live.respond(sent)
    const answer = isRelay(said) ? await said.settled : said
    if (answer.status === 200) {
      call = { ...recordedCall(sent, request, answer, placeholders), concurrent: [] }
      asked.calls[place] = call
    }
    return answer
  } finally {
    if (call === null) delete asked.votes[place]
    vote.resolve(call)
  }
}

function recordingOf({ calls, placeholders, recordedAt }: Asked): Recording {
  const asked = JSON.stringify(calls.map(({ request }) => request))
  return {
    trial: 0,
    recordedAt,
    today: placeholders.today(),
    alternatives: placeholders.alternatives((placeholder) => asked.includes(placeholder)),
    earlierAttempts: 0,
    unansweredTurn: null,
    made: null,
    calls,
    tools: [],
  }
}

/** By what was asked, in an order that depends on nothing else. @param more true where new votes join those of before */
function merged(
  before: readonly Recording[],
  fresh: readonly Recording[],
  more: boolean,
): readonly Recording[] {
  const byKey = new Map(before.map((recording) => [keyOf(recording), recording]))
  for (const recording of fresh) {
    const known = byKey.get(keyOf(recording))
    const joined = known && more ? { ...known, calls: [...known.calls, ...recording.calls] } : recording
    byKey.set(keyOf(recording), joined)
  }
  const ordered = [...byKey].sort(([a], [b]) => (a < b ? -1 : 1))
  return ordered.map(([, recording], trial) => ({ ...recording, trial }))
}

const keyOf = ({ calls }: Recording): string => calls[0]?.keys[0] ?? ''
