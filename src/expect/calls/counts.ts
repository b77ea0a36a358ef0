import { type JsonObject, own } from '../../trajectory/index.ts'
import { nameValue, type Report } from '../field.ts'

/** How many calls an entry of a list takes. */
export interface Counts {
  readonly least: number
  /** `null` for no limit. */
  readonly most: number | null
  /** True where the suite says so: calls that match and are too many are then a miss, though others are allowed. */
  readonly stated: boolean
}

/** One call; more of the same are like any other call. */
export const ONCE: Counts = { least: 1, most: 1, stated: false }

const MAX_COUNT = 1000

/** `times` is another word for `exactly`. */
export const COUNT_KEYS: readonly string[] = ['exactly', 'at_least', 'at_most', 'times']

const countSchema = (description: string) => ({
  type: 'integer',
  minimum: 1,
  maximum: MAX_COUNT,
  description,
})

export const COUNTS_SCHEMA = {
  exactly: countSchema('Exactly so many calls match.'),
  at_least: countSchema('At least so many calls match.'),
  at_most: countSchema('At most so many calls match; there may be none.'),
  times: countSchema('The same as exactly.'),
}

type Path = readonly (string | number)[]

/** The counts of an entry; those that contradict each other are reported at their place. */
export function parseCounts(entry: JsonObject, path: Path, report: Report): Counts | undefined {
  const given = COUNT_KEYS.filter((key) => own(entry, key) !== undefined)
  const wrong = given.filter((key) => !isCount(own(entry, key)))
  for (const key of wrong) {
    const value = own(entry, key)
    const instead =
      value === 0 && key !== 'at_least' ? '; for no such call write never_calls, or not: { calls: … }' : ''
    const message = `expected a whole number from 1 to ${MAX_COUNT}, found ${nameValue(value)}${instead}`
    report({ code: 'invalid-value', message, path: [...path, key] })
  }
  if (wrong.length > 0) return undefined
  const exact = given.find((key) => key === 'exactly' || key === 'times')
  const other = given.find((key) => key !== exact)
  if (exact !== undefined && other !== undefined) {
    const message = `${exact} stands alone, found ${other} beside it`
    return report({ code: 'invalid-value', message, path: [...path, other] })
  }
  return given.length === 0 ? ONCE : boundsOf(entry, path, report)
}

function boundsOf(entry: JsonObject, path: Path, report: Report): Counts | undefined {
  const count = (key: string): number | null => {
    const value = own(entry, key)
    return typeof value === 'number' ? value : null
  }
  const exact = count('exactly') ?? count('times')
  const least = exact ?? count('at_least') ?? 0
  const most = exact ?? count('at_most')
  if (most !== null && most < least) {
    const message = `at least ${least} and at most ${most} cannot both hold`
    return report({ code: 'cannot-hold', message, path: [...path, 'at_most'] })
  }
  return { least, most, stated: true }
}

const isCount = (value: unknown): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_COUNT

/** `2`, `at least 2`, `at most 3`, `2 to 3` */
export function showCounts({ least, most }: Counts): string {
  if (most === null) return `at least ${least}`
  if (least === most) return String(least)
  return least === 0 ? `at most ${most}` : `${least} to ${most}`
}

/** What follows an entry in a list: nothing, ` ×2`, ` ×(at least 2)`. */
export function describeCounts(counts: Counts): string {
  if (!counts.stated) return ''
  const shown = showCounts(counts)
  return counts.least === counts.most ? ` ×${shown}` : ` ×(${shown})`
}
