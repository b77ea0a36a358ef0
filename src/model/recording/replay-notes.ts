import type { Recording } from './format.ts'
import { recordingFor } from './recording-for.ts'

/** What a case was replayed from. */
export interface ReplayedCase {
  readonly case: string
  readonly recordings: readonly Recording[]
  /** Numbers of the trials that ran. */
  readonly trials: ReadonlySet<number>
  /** Those whose agent asked what was not recorded. */
  readonly missed: ReadonlySet<number>
}

export interface NoteOptions {
  readonly maxAgeDays: number
  readonly now: Date
  readonly staleness: (caseId: string, made: Recording['made']) => readonly string[]
  readonly recordCommand: (caseId: null) => string
}

const MOST_CASES = 5
const DAY_MS = 86_400_000

/** What the user should know of the recordings that a run was made of. */
export function replayNotes(
  cases: readonly ReplayedCase[],
  { maxAgeDays, now, ...options }: NoteOptions,
): readonly string[] {
  return [
    ...atMost(cases.map(repeats).filter((note) => note !== null)),
    ...staleOnes(cases, options),
    ...grouped(
      'recorded long ago',
      cases,
      (each) => {
        const days = ageInDays(each.recordings, now)
        return days > maxAgeDays ? `${each.case} ${days} days` : null
      },
      `, where ${maxAgeDays} are allowed`,
    ),
    ...grouped(
      'recorded again without a change of the agent or the case',
      cases,
      (each) => {
        const attempts = Math.max(...each.recordings.map(({ earlierAttempts }) => earlierAttempts))
        return attempts > 0 ? `${each.case} ${times(attempts)}` : null
      },
      ': recording until it is green hides failures',
    ),
  ]
}

/** What was made from something else and answers all the same is worth a sentence, and no more. */
function staleOnes(
  cases: readonly ReplayedCase[],
  { staleness, recordCommand }: Pick<NoteOptions, 'staleness' | 'recordCommand'>,
): readonly string[] {
  const stale = cases.flatMap(({ case: caseId, recordings, trials, missed }) => {
    const used = [...trials].map((trial) => ({ trial, recording: recordingFor(recordings, trial) }))
    const unfit = new Set(used.filter(({ trial }) => missed.has(trial)).map(({ recording }) => recording))
    const fit = new Set(used.map(({ recording }) => recording).filter((recording) => !unfit.has(recording)))
    return [...fit].flatMap((recording) => {
      const reasons = recording ? staleness(caseId, recording.made) : []
      return reasons.length === 0 ? [] : [reasons]
    })
  })
  if (stale.length === 0) return []
  const [are, answer, them] =
    stale.length === 1 ? ['recording is', 'answers', 'it'] : ['recordings are', 'answer', 'them']
  const why = atMost([...new Set(stale.flat())]).join(', ')
  return [
    `${stale.length} ${are} stale (${why}) and still ${answer} every request: ${recordCommand(null)} keeps ${them}, free`,
  ]
}

function repeats({ case: caseId, recordings, trials }: ReplayedCase): string | null {
  const own = new Set(recordings.map(({ trial }) => trial))
  const repeating = [...trials].filter((trial) => !own.has(trial)).sort((a, b) => a - b)
  const used = new Set([...trials].map((trial) => recordingFor(recordings, trial)))
  if (repeating.length === 0 || used.size === trials.size) return null
  const have = `${recordings.length} ${recordings.length === 1 ? 'recording' : 'recordings'}`
  const one = repeating.length === 1
  const which = one ? `trial ${repeating[0]} repeats` : `trials ${rangeOf(repeating)} repeat`
  const them = recordings.length === 1 ? 'it' : 'them'
  const count = one ? 'does not count as a sample' : 'do not count as samples'
  return `case ${caseId} has ${have} for ${trials.size} trials: ${which} ${them} and ${count}`
}

/** @param numbers at least two, ascending */
function rangeOf(numbers: readonly number[]): string {
  const [first = 0, last = 0] = [numbers[0], numbers.at(-1)]
  return last - first + 1 === numbers.length ? `${first} to ${last}` : numbers.join(', ')
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`)

function ageInDays(recordings: readonly Recording[], now: Date): number {
  const dates = recordings.flatMap(({ recordedAt }) => (recordedAt === null ? [] : [Date.parse(recordedAt)]))
  const oldest = Math.min(...dates.filter(Number.isFinite))
  return Number.isFinite(oldest) ? Math.floor((now.getTime() - oldest) / DAY_MS) : 0
}

/** One line for all cases of which there is something to say. */
function grouped(
  what: string,
  cases: readonly ReplayedCase[],
  say: (each: ReplayedCase) => string | null,
  why: string,
): readonly string[] {
  const said = cases.map(say).filter((part) => part !== null)
  return said.length === 0 ? [] : [`${what}: ${atMost(said).join(', ')}${why}`]
}

const atMost = (parts: readonly string[]): readonly string[] =>
  parts.length <= MOST_CASES
    ? parts
    : [...parts.slice(0, MOST_CASES), `and ${parts.length - MOST_CASES} more`]
