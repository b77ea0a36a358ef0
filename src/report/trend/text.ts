import { formatInterval, formatMeasured } from '../../gate/format.ts'
import type { Series, TrendPoint } from '../../gate/trend.ts'
import { visible, visibleName } from '../sanitize.ts'
import { type Align, layOut } from '../table.ts'
import { count } from '../words.ts'
import type { Trend } from './types.ts'

const MOST_LEFT_OUT = 5

/** A table a metric: when, which run, of which commit, the value, and a bar. */
export function trendText(trends: readonly Trend[]): string {
  return `${trends.map(linesOf).join('\n\n')}\n`
}

function linesOf({ suite, series, leftOut }: Trend): string {
  const points = series[0]?.points ?? []
  const lines = [`${visibleName(suite)}  ${count(points.length, 'run')}`]
  for (const each of points.length === 0 ? [] : series)
    lines.push('', `  ${each.metric.name}`, ...rowsOf(each))
  const shown = leftOut.slice(0, MOST_LEFT_OUT)
  if (shown.length > 0) lines.push('')
  for (const { run, why } of shown) lines.push(`  left out: ${visibleName(run)}: ${visible(why)}`)
  if (leftOut.length > shown.length)
    lines.push(`  left out: ${count(leftOut.length - shown.length, 'more run')}`)
  return lines.join('\n')
}

const ALIGN: readonly Align[] = ['left', 'left', 'left', 'right', 'left', 'left', 'left']

function rowsOf({ metric, points }: Series): string[] {
  const barOf = scaled(points)
  const rows = points.map((point) => [
    point.startedAt.slice(0, 'YYYY-MM-DDTHH:MM'.length).replace('T', ' '),
    visibleName(point.id),
    visibleName(commitOf(point)),
    formatMeasured(point.value, metric.unit),
    formatInterval(point.low, point.high, metric.unit),
    barOf(point.value),
    point.suiteChanged ? 'the suite changed' : '',
  ])
  return layOut(rows, ALIGN).map((line) => `    ${line}`)
}

const HASH_SHOWN = 8

const commitOf = ({ revision }: TrendPoint): string =>
  revision === null ? '' : `${revision.commit.slice(0, HASH_SHOWN)} ${revision.branch ?? ''}`.trimEnd()

const BAR = 20

/** Twenty signs for the highest value of the series, none for 0; none at all where all are the same. */
function scaled(points: readonly TrendPoint[]): (value: number | null) => string {
  const values = points.flatMap(({ value }) => value ?? [])
  const [lowest, highest] = [Math.min(...values), Math.max(...values)]
  return (value) => {
    if (value === null || lowest === highest) return ''
    return '#'.repeat(Math.round((Math.max(0, value) / highest) * BAR))
  }
}
