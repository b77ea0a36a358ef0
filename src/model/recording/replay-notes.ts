import type { Recording } from './format.ts'
import { recordingFor } from './recording-for.ts'

/** What a case was replayed from. */
export interface ReplayedCase {
  readonly case: string
  readonly recordings: readonly Recording[]
  /** Numbers of the trials that ran. */
  readonly trials: ReadonlySet<number>
}

const MOST_CASES = 5
const DAY_MS = 86_400_000

/** What the user should know of the recordings that a run was made of. */
export function replayNotes(
  cases: readonly ReplayedCase[],
  { maxAgeDays, now }: { readonly maxAgeDays: number; readonly now: Date },
): readonly string[] {
  return [
    ...atMost(cases.map(repeats).filter((note) => note !== null)),
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
