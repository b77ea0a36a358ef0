import type { Trend } from './types.ts'

/** Version of the data: raised when a key changes its meaning or goes. */
const FORMAT = 1

/** Keys in a fixed order; what is unknown is null. */
export function trendJson(trends: readonly Trend[]): string {
  const suites = trends.map(({ suite, series, leftOut }) => ({
    suite,
    series: series.map(({ metric: { name, unit }, points }) => ({
      metric: name,
      unit,
      points: points.map(({ id, startedAt, revision, suiteChanged, value, low, high, n }) => ({
        run: id,
        startedAt,
        commit: revision?.commit ?? null,
        branch: revision?.branch ?? null,
        suiteChanged,
        value,
        low,
        high,
        n,
      })),
    })),
    leftOut,
  }))
  return `${JSON.stringify({ format: FORMAT, suites }, null, 2)}\n`
}

const HEADER = 'suite,metric,unit,run,startedAt,commit,branch,suiteChanged,value,low,high,n'

/** A line a point (RFC 4180); an unknown value is empty. */
export function trendCsv(trends: readonly Trend[]): string {
  const lines = trends.flatMap(({ suite, series }) =>
    series.flatMap(({ metric: { name, unit }, points }) =>
      points.map(({ id, startedAt, revision, suiteChanged, value, low, high, n }) => {
        const origin = [id, startedAt, revision?.commit ?? null, revision?.branch ?? null]
        return [suite, name, unit, ...origin, suiteChanged, value, low, high, n].map(cell).join(',')
      }),
    ),
  )
  return [HEADER, ...lines, ''].join('\r\n')
}

/** What a spreadsheet would take for a formula begins with an apostrophe. */
function cell(value: string | number | boolean | null): string {
  if (value === null) return ''
  if (typeof value !== 'string') return String(value)
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
