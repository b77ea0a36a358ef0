/** How a text may spell a date. Those that end in `-0` pad the day, and in numbers the month, to two digits. */
const SPELLINGS = {
  weekday: ({ weekday, month, day, year }) => `${weekday}, ${month} ${day}, ${year}`,
  'weekday-0': ({ weekday, month, day0, year }) => `${weekday}, ${month} ${day0}, ${year}`,
  long: ({ month, day, year }) => `${month} ${day}, ${year}`,
  'long-0': ({ month, day0, year }) => `${month} ${day0}, ${year}`,
  // As Date.prototype.toDateString has it.
  'date-string': ({ weekday, month, day0, year }) =>
    `${weekday.slice(0, 3)} ${month.slice(0, 3)} ${day0} ${year}`,
  'day-first': ({ month, day, year }) => `${day} ${month} ${year}`,
  'day-first-0': ({ month, day0, year }) => `${day0} ${month} ${year}`,
  short: ({ month, day, year }) => `${month.slice(0, 3)} ${day}, ${year}`,
  'short-0': ({ month, day0, year }) => `${month.slice(0, 3)} ${day0}, ${year}`,
  us: ({ monthNumber, day, year }) => `${monthNumber}/${day}/${year}`,
  'us-0': ({ monthNumber0, day0, year }) => `${monthNumber0}/${day0}/${year}`,
  iso: ({ year, monthNumber0, day0 }) => `${year}-${monthNumber0}-${day0}`,
} as const satisfies Record<string, (date: DateParts) => string>

type Spelling = keyof typeof SPELLINGS

interface DateParts {
  readonly year: string
  readonly month: string
  readonly monthNumber: string
  readonly monthNumber0: string
  readonly day: string
  readonly day0: string
  readonly weekday: string
}

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
)
const WEEKDAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')

/** A date as one placeholder stands for it, and as the text has it. */
export interface SpelledDate {
  readonly placeholder: string
  readonly text: string
}

/**
 * A date (YYYY-MM-DD) in every spelling. Where two of them are the same text today, both are in the list, the one
 * to take for it first: 11/21/2026 does not tell whether its writer pads.
 */
export function spelledDates(date: string): readonly SpelledDate[] {
  const parts = partsOf(date)
  if (parts === null) return []
  return Object.entries(SPELLINGS).map(([spelling, spell]) => ({
    placeholder: placeholderOf(spelling as Spelling),
    text: spell(parts),
  }))
}

const placeholderOf = (spelling: Spelling): string => (spelling === 'iso' ? '<TODAY>' : `<TODAY:${spelling}>`)

/** By hand: Intl takes a thousand times as long. */
function partsOf(date: string): DateParts | null {
  const [, year, monthNumber0, day0] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(date) ?? []
  if (year === undefined || monthNumber0 === undefined || day0 === undefined) return null
  const month = MONTHS[Number(monthNumber0) - 1]
  const weekday = WEEKDAYS[new Date(`${date}T00:00:00Z`).getUTCDay()]
  if (month === undefined || weekday === undefined) return null
  const [monthNumber, day] = [String(Number(monthNumber0)), String(Number(day0))]
  return { year, month, monthNumber, monthNumber0, day, day0, weekday }
}

/** The dates that the placeholders of a recording stand for when it is played. */
export type DatesByPlaceholder = ReadonlyMap<string, string>

/** What they stand for on this day (YYYY-MM-DD), each in its own spelling. */
export const datesOn = (date: string): DatesByPlaceholder =>
  new Map(spelledDates(date).map(({ placeholder, text }) => [placeholder, text]))

/**
 * What a recording's placeholders may stand for on another day: one reading for each spelling that its writer may
 * have meant. More than one only where the day of recording left it open.
 *
 * @param recorded the day that was written down as placeholders; `null` where unknown
 */
export function readingsOf(today: string, recorded: string | null): readonly DatesByPlaceholder[] {
  const then = datesOn(recorded ?? '')
  const readings = [datesOn(today)]
  for (const instead of [padded, abbreviated]) {
    for (const reading of [...readings]) readings.push(respelled(reading, then, instead))
  }
  const texts = readings.map((reading) => JSON.stringify([...reading]))
  return readings.filter((_, index) => texts.indexOf(texts[index] ?? '') === index)
}

const padded = (placeholder: string): string => placeholder.replace(/>$/, '-0>')
/** May is as long as its abbreviation. */
const abbreviated = (placeholder: string): string => placeholder.replace(/^<TODAY:long/, '<TODAY:short')

function respelled(
  reading: DatesByPlaceholder,
  then: DatesByPlaceholder,
  instead: (placeholder: string) => string,
): DatesByPlaceholder {
  return new Map(
    [...reading].map(([placeholder, text]): [string, string] => {
      const other = instead(placeholder)
      const open = then.has(other) && then.get(other) === then.get(placeholder)
      return [placeholder, open ? (reading.get(other) ?? text) : text]
    }),
  )
}
