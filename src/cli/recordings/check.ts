import { basename } from 'node:path'
import { breakCommands, visible, visibleName } from '../../report/sanitize.ts'
import { count } from '../../report/words.ts'
import type { RecordingState, Survey, SurveyedCase } from '../../run/index.ts'
import { reasonsOf, recordingCount } from '../announcement.ts'
import type { Io } from '../io.ts'
import type { ParsedArguments } from '../options.ts'
import { replays, surveysFor } from './survey.ts'

const DAY_MS = 86_400_000

interface Finding {
  /** A `problem` is what could not be replayed as it should. */
  readonly severity: 'problem' | 'warning'
  readonly text: string
}

/** Says what is stale and why, missing, corrupt, old or of no use. Exit 3 where a run could not be replayed. */
export async function checkRecordings(given: ParsedArguments, io: Io): Promise<number> {
  const surveys = await surveysFor(given, io)
  const checked = surveys.map((survey) => ({ survey, findings: findingsIn(survey, io.now()) }))
  for (const { survey, findings } of checked) {
    io.stdout.write(breakCommands(`${linesOf(survey, findings).join('\n')}\n`))
  }
  const failing = checked.filter(({ findings }) => findings.some(isProblem))
  if (failing.length === 0) return 0
  const paths = failing.map(({ survey }) => visibleName(survey.suite.displayPath)).join(' ')
  io.stdout.write(`\nrecord what is missing or stale: ${io.command} record ${paths}\n`)
  return 3
}

const isProblem = ({ severity }: Finding): boolean => severity === 'problem'

function linesOf(survey: Survey, findings: readonly Finding[]): string[] {
  const { suite, cases } = survey
  const planned = cases.reduce((total, item) => total + item.planned, 0)
  const none = planned === 0 && !replays(suite)
  const all = planned === 1 ? 'the recording is valid' : `all ${recordingCount(planned)} are valid`
  const well = none ? `no recordings: its responses come from ${suite.responses}` : all
  const head = visibleName(suite.displayPath)
  const lines = findings.map(({ severity, text }) => `  ${severity === 'problem' ? '✖' : '⚠'} ${text}`)
  return [findings.some(isProblem) ? head : `${head}: ${well}`, ...lines]
}

function findingsIn({ suite, cases, unused }: Survey, now: Date): Finding[] {
  return [
    ...cases.flatMap((item) => findingsOf(item, suite.maxRecordingAgeDays, now)),
    ...cases.flatMap(judgesIn),
    ...unused.map(({ path, otherSuite }): Finding => {
      const other =
        otherSuite === null ? '' : ` of this suite; it was made for the suite ${visibleName(otherSuite)}`
      return { severity: 'warning', text: `${visibleName(basename(path))} is used by no case${other}` }
    }),
  ]
}

function findingsOf(item: SurveyedCase, maxAgeDays: number, now: Date): Finding[] {
  const id = visibleName(item.id)
  if (item.corrupt !== null) return [{ severity: 'problem', text: `${id}: ${visible(item.corrupt.message)}` }]
  const states = item.trials.map(({ state }) => state)
  const days = ageInDays(item, now)
  const old = `${id}: recorded ${days} days ago, where ${maxAgeDays} are allowed`
  return [
    ...stalenessIn(states).map((text): Finding => ({ severity: 'problem', text: `${id}: ${text}` })),
    ...(days > maxAgeDays ? [{ severity: 'warning', text: old } as const] : []),
  ]
}

/** Which trials a judge was not asked of shows when they are played; that it was never asked shows here. */
function judgesIn({ id, judges }: SurveyedCase): Finding[] {
  if (judges === null) return []
  const name = visibleName(id)
  if (judges.corrupt !== null)
    return [{ severity: 'problem', text: `${name}: ${visible(judges.corrupt.message)}` }]
  const silent = `${name}: ${count(judges.silent, 'judge')} without a recorded answer`
  const stale = `${name}: ${count(judges.stale, 'answer')} of judges that the case has no more`
  return [
    ...(judges.silent > 0 ? [{ severity: 'problem', text: silent } as const] : []),
    ...(judges.stale > 0 ? [{ severity: 'warning', text: stale } as const] : []),
  ]
}

/** One line for all trials that are stale for the same reasons. */
function stalenessIn(states: readonly RecordingState[]): string[] {
  const missing = states.filter(({ kind }) => kind === 'missing').length
  const stale = states.flatMap((state) => (state.kind === 'stale' ? [reasonsOf(state.reasons)] : []))
  const byReason = Map.groupBy(stale, (reasons) => reasons)
  return [
    ...[...byReason].map(([reasons, same]) => `${same.length} of ${states.length} stale: ${reasons}`),
    ...(missing > 0 ? [`${missing} of ${states.length} missing`] : []),
  ]
}

function ageInDays({ trials }: SurveyedCase, now: Date): number {
  const dates = trials.flatMap(({ facts }) => (facts?.recordedAt ? [Date.parse(facts.recordedAt)] : []))
  const oldest = Math.min(...dates.filter(Number.isFinite))
  return Number.isFinite(oldest) ? Math.floor((now.getTime() - oldest) / DAY_MS) : 0
}
