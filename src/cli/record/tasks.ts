import { PawlError } from '../../errors.ts'
import { visibleLines, visibleName } from '../../report/sanitize.ts'
import {
  estimateOf,
  judgedTrials,
  judgeEstimate,
  type Proof,
  proveRecordings,
  recordedTrials,
  renewRecordings,
  type Selection,
  type Survey,
  surveyRecordings,
  trialsToRecord,
  unjudgedTrials,
  withProofs,
} from '../../run/index.ts'
import type { Suite } from '../../suite/index.ts'
import { configuredModel } from '../../target/index.ts'
import { announcement, judgeAnnouncement, judgeWords } from '../announcement.ts'
import type { Io } from '../io.ts'
import type { RunSettings, SuitePart } from '../run-settings.ts'
import { VERSION } from '../version.ts'

/** What is asked for of each suite. */
export interface Asked {
  readonly selection: Selection
  readonly all: boolean
  readonly upstream: string | null
}

/** A part of a suite to ask for, and what is said before. */
export interface Task {
  readonly part: SuitePart
  readonly announced: string
}

/** The trials whose agent has to be recorded; then those that are recorded and whose judges were not asked. */
export async function agentTasks(suite: Suite, asked: Asked, settings: RunSettings, io: Io): Promise<Task[]> {
  const { selection, all, upstream } = asked
  const surveyed = await survey(suite, selection)
  const { found, proofs } = all
    ? { found: surveyed, proofs: [] }
    : await proven(surveyed, selection, settings, io)
  const only = trialsToRecord(found, all)
  const unjudged = unjudgedTrials(proofs)
  const tasks: Task[] = []
  if (only.size > 0) {
    const announced = announcement(found, only, estimateOf(found.cases, only), upstream)
    const judges = all ? 'record' : 'fill'
    const andJudges = judgeWords(judgeEstimate(found, only))
    tasks.push({
      announced: `${announced}${andJudges}`,
      part: { suite, selection: { ...selection, only }, judges },
    })
  }
  if (unjudged.size > 0) tasks.push(judgeTask(found, unjudged, asked, 'replay'))
  return tasks
}

/** The trials whose judges were not asked what they would be asked now. */
export async function judgeTasks(suite: Suite, asked: Asked, settings: RunSettings, io: Io): Promise<Task[]> {
  const responses = suite.responses === 'script' ? 'script' : 'replay'
  const found = await survey(suite, asked.selection)
  const proofs = await prove(suite, asked.selection, settings, io, responses)
  const unjudged = asked.all ? judgedTrials(suite, asked.selection) : unjudgedTrials(proofs)
  const missed = proofs.find(({ reason }) => reason !== null)
  if (missed?.reason) io.stderr.write(`${surprise(missed)}\n`)
  return unjudged.size === 0 ? [] : [judgeTask(found, unjudged, asked, responses)]
}

function judgeTask(
  found: Survey,
  only: ReadonlyMap<string, readonly number[]>,
  { selection, all }: Asked,
  responses: 'replay' | 'script',
): Task {
  const judges = all ? 'record' : 'fill'
  return {
    announced: judgeAnnouncement(found.suite, only, judgeEstimate(found, only)),
    part: { suite: found.suite, selection: { ...selection, only }, responses, judges },
  }
}

/** Throws `recording-corrupt` or `recording-newer` before anybody is asked: what is recorded could not be put beside what cannot be read. */
async function survey(suite: Suite, selection: Selection): Promise<Survey> {
  const found = await surveyRecordings(suite, selection, await configuredModel(suite))
  const corrupt = found.cases.find((item) => item.corrupt !== null)?.corrupt
  if (!corrupt) return found
  const hint = corrupt.hint === null ? {} : { hint: corrupt.hint }
  throw new PawlError(corrupt.code, `${corrupt.message}; nothing was asked`, { ...hint, cause: corrupt })
}

/**
 * What a replay of all recordings shows: one that was made stale and still answers every request costs nothing again,
 * and one that seems valid and does not is recorded again.
 */
async function proven(
  found: Survey,
  selection: Selection,
  settings: RunSettings,
  io: Io,
): Promise<{ readonly found: Survey; readonly proofs: readonly Proof[] }> {
  const only = recordedTrials(found)
  if (only.size === 0) return { found, proofs: [] }
  const proofs = await prove(found.suite, { ...selection, only }, settings, io, 'replay')
  const kept = proofs.filter(({ replay, ...key }) => replay === 'whole' && isStale(found, key))
  if (kept.length > 0) {
    await renewRecordings(found.suite, kept)
    const stale = `${kept.length} stale ${kept.length === 1 ? 'recording' : 'recordings'}`
    io.stderr.write(
      `${visibleName(found.suite.displayPath)}: ${stale} still ${kept.length === 1 ? 'answers' : 'answer'} every request: kept\n`,
    )
  }
  const missed = proofs.find(({ replay, ...key }) => replay === 'misses' && !isStale(found, key))
  if (missed?.reason) io.stderr.write(`${surprise(missed)}\n`)
  return { found: withProofs(found, proofs), proofs }
}

const prove = (
  suite: Suite,
  selection: Selection,
  settings: RunSettings,
  io: Io,
  responses: 'replay' | 'script',
): Promise<readonly Proof[]> =>
  proveRecordings(
    suite,
    selection,
    { ...settings, signal: io.signal, env: io.env, now: io.now, version: VERSION, command: io.command },
    responses,
  )

const surprise = ({ case: id, trial, reason }: Proof): string =>
  visibleLines(`${id}#${trial}: ${reason}`).join(' ')

const isStale = ({ cases }: Survey, { case: id, trial }: Pick<Proof, 'case' | 'trial'>): boolean =>
  cases.some(
    (item) =>
      item.id === id && item.trials.some((each) => each.trial === trial && each.state.kind === 'stale'),
  )
