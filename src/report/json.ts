import type { Reporter, SuiteReport } from './types.ts'

/**
 * The run for programs: the summary of one suite as it is, of several an array sorted by suite. Keys keep the
 * order in which the gate made them, so equal runs give equal bytes. What acts in a terminal or a CI log is
 * written as a JSON escape; a parser reads the same text.
 */
export const json: Reporter = {
  name: 'json',
  render(reports) {
    const [first, ...others] = reports
    const value = first !== undefined && others.length === 0 ? first.summary : sortedSummaries(reports)
    return jsonText(value)
  },
}

/** JSON for programs that may go through a terminal or a CI log. */
export const jsonText = (value: unknown): string => `${escapeActing(JSON.stringify(value, null, 2))}\n`

function sortedSummaries(reports: readonly SuiteReport[]): unknown[] {
  const sorted = [...reports].sort((a, b) => compare(a.suite.name, b.suite.name))
  return sorted.map(({ summary }) => summary)
}

/** By code unit: the same order whatever the machine's language. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const ACTING = /[\u007f-\u009f\u2028\u2029\p{Cf}\p{Noncharacter_Code_Point}]/gu
const COMMAND = /##(?=\w*\[)/g

/** These characters occur in JSON text inside strings alone, where an escape means the same. */
function escapeActing(text: string): string {
  return text.replace(ACTING, escapeUnits).replace(COMMAND, '#\\u0023')
}

function escapeUnits(char: string): string {
  return Array.from(
    { length: char.length },
    (_, index) => `\\u${char.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('')
}
