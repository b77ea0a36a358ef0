import type { Recording } from './format.ts'

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
      'recorded again and again',
      cases,
      (each) => {
        const attempts = Math.max(...each.recordings.map(({ earlierAttempts }) => earlierAttempts))
        return attempts > 0 ? `${each.case} ${times(attempts)} before` : null
      },
      ': recording until it is green hides failures',
    ),
  ]
}

function repeats({ case: caseId, recordings, trials }: ReplayedCase): string | null {
  const repeating = [...trials].filter((trial) => trial >= recordings.length)
  const used = new Set([...trials].map((trial) => trial % recordings.length))
  if (repeating.length === 0 || used.size === trials.size) return null
  const [first, last] = [Math.min(...repeating), Math.max(...repeating)]
  const have = `${recordings.length} ${recordings.length === 1 ? 'recording' : 'recordings'}`
  const which = first === last ? `trial ${first} repeats` : `trials ${first} to ${last} repeat`
  const them = recordings.length === 1 ? 'it' : 'them'
  const count = first === last ? 'does not count as a sample' : 'do not count as samples'
  return `case ${caseId} has ${have} for ${trials.size} trials: ${which} ${them} and ${count}`
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
