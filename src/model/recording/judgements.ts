import type { PawlError } from '../../errors.ts'
import {
  type Answer,
  type KnownValues,
  type ModelRequest,
  NOTHING_TO_SAY,
  type Responder,
  type TrialKey,
} from '../responder.ts'
import type { Recording } from './format.ts'
import { judgeMiss } from './judge-miss.ts'
import { createFindCall, type FindCall } from './match.ts'
import type { NormalizeRule } from './normalize-rule.ts'
import { type HiddenRequest, type Placeholders, placeholdersFor } from './placeholders.ts'
import { createRealpath } from './realpath.ts'
import { answerOf } from './replay.ts'
import { contentOf } from './request-content.ts'
import type { RecordingStore } from './store.ts'

/** Where the answers of judges come from, trial by trial. */
export interface Judgements {
  /** @param known what the harness gave the agent of this trial: paths, days and the like */
  open(trial: TrialKey, known: readonly KnownValues[]): Responder
  /** Told when a trial of this case has been judged. */
  finish(caseId: string): void
  /** Writes what is still to be written; gives what the user should know, and what could not be written. */
  close(): { readonly notes: readonly string[]; readonly failures: readonly PawlError[] }
}

/** What judges were asked is found by what it is, whichever trial it was: the same trial again is judged the same. */
export interface JudgementOptions {
  readonly store: RecordingStore
  /** What varies between identical runs, beside what pawl knows. */
  readonly rules: readonly NormalizeRule[]
  /** The command that asks the judges of a case for what is not there. */
  readonly command: (caseId: string) => string
}

/** The model itself, asked anew each time; nothing is stored. */
export const liveJudgements = (live: (trial: TrialKey) => Responder): Judgements => ({
  open: live,
  finish: () => {},
  close: () => NOTHING_TO_SAY,
})

/** What was recorded, and nothing else: a judge that was not asked this throws `judge-missing`. */
export function playedJudgements({ store, rules, command }: JudgementOptions): Judgements {
  const newPlaceholders = placeholdersFor(rules, createRealpath())
  const player = createPlayer(store)
  return {
    open({ case: caseId }, known) {
      const placeholders = knowing(newPlaceholders(), known)
      const play = player(caseId, placeholders)
      return {
        respond(sent) {
          const request = placeholders.request(contentOf(sent), sent)
          const answer = play(sent, request)
          if (answer !== null) return answer
          const recordings = store.load(caseId)
          const path = store.pathOf(caseId)
          throw judgeMiss({
            caseId,
            recordings,
            path,
            request: request.dated().body,
            command: command(caseId),
          })
        },
      }
    },
    finish: () => {},
    close: () => NOTHING_TO_SAY,
  }
}

/** The recorded answer to a request of a trial, or `null`. Each vote of a trial has an answer of its own. */
export type PlayJudgement = (sent: ModelRequest, request: HiddenRequest) => Answer | null

/** Reads each file once. */
export function createPlayer(
  store: RecordingStore,
): (caseId: string, placeholders: Placeholders) => PlayJudgement {
  const loaded = new Map<string, readonly Recording[]>()
  const find = createFindCall()
  return (caseId, placeholders) => {
    const recordings = loaded.get(caseId) ?? store.load(caseId)
    loaded.set(caseId, recordings)
    return playFrom(recordings, placeholders, find)
  }
}

function playFrom(
  recordings: readonly Recording[],
  placeholders: Placeholders,
  find: FindCall,
): PlayJudgement {
  const played = new Map<Recording, Set<number>>(recordings.map((recording) => [recording, new Set()]))
  return ({ endpoint }, request) => {
    for (const [recording, calls] of played) {
      const match = find(recording, calls, { endpoint: endpoint.name, request, days: placeholders.days() })
      const call = match && recording.calls[match.index]
      if (!call) continue
      calls.add(match.index)
      return answerOf(call, match, endpoint, placeholders)
    }
    return null
  }
}

/** The placeholders of a trial of which all is known already. */
export function knowing(placeholders: Placeholders, known: readonly KnownValues[]): Placeholders {
  for (const values of known) placeholders.know(values)
  return placeholders
}
