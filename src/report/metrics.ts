import type { Group, Metrics, MetricValue, Unit } from '../gate/types.ts'
import { formatInterval, formatValue, UNKNOWN } from './format.ts'

/** The table of a suite: a row for all of it and for each tag. Cells are formatted; tags are not sanitised. */
export interface MetricTable {
  readonly header: readonly string[]
  readonly rows: readonly { readonly tag: string | null; readonly cells: readonly string[] }[]
  readonly hasUnknown: boolean
}

const ABSENT: MetricValue = { value: null, low: null, high: null, n: 0 }

interface Column {
  readonly title: string
  readonly metric: string
  readonly unit: Unit
}

const AFTER_POWER: readonly Column[] = [
  { title: 'errors', metric: 'error_rate', unit: 'share' },
  { title: 'avg cost', metric: 'avg_cost', unit: 'usd' },
  { title: 'total cost', metric: 'total_cost', unit: 'usd' },
  { title: 'p50', metric: 'p50_latency', unit: 'ms' },
  { title: 'p95', metric: 'p95_latency', unit: 'ms' },
  { title: 'avg tokens', metric: 'avg_tokens', unit: 'count' },
]

export function metricTable(groups: readonly Group[]): MetricTable {
  const power = powerColumn(groups)
  const rows = groups.map(({ tag, metrics }, index) => ({
    tag,
    cells: [
      successCell(metrics),
      ...(power === null ? [] : [power.cells[index] ?? '']),
      ...AFTER_POWER.map(({ metric, unit }) => formatValue(metricOf(metrics, metric).value, unit)),
    ],
  }))
  return {
    header: [
      'success rate',
      ...(power === null ? [] : [power.title]),
      ...AFTER_POWER.map(({ title }) => title),
    ],
    rows,
    hasUnknown: rows.some(({ cells }) => cells.includes(UNKNOWN)),
  }
}

const metricOf = (metrics: Metrics, name: string): MetricValue => metrics[name] ?? ABSENT

function successCell(metrics: Metrics): string {
  const { value, low, high } = metricOf(metrics, 'success_rate')
  return [formatValue(value, 'share'), formatInterval(low, high, 'share')].filter(Boolean).join('  ')
}

const POWER = /^pass\^(\d+)$/

/** Each group's `pass^k` with its largest k; `null` when none has one, as with a single trial a case. */
function powerColumn(
  groups: readonly Group[],
): { readonly title: string; readonly cells: readonly string[] } | null {
  const powers = groups.map(({ metrics }) => largestPower(metrics))
  const distinct = new Set(powers.filter((k) => k !== null))
  if (distinct.size === 0) return null
  const [sole] = distinct
  const cells = groups.map(({ metrics }, index) => {
    const k = powers[index] ?? null
    if (k === null) return ''
    const text = formatValue(metricOf(metrics, `pass^${k}`).value, 'share')
    return distinct.size === 1 ? text : `${text} (k=${k})`
  })
  return { title: distinct.size === 1 ? `pass^${sole}` : 'pass^k', cells }
}

function largestPower(metrics: Metrics): number | null {
  const known = Object.entries(metrics).flatMap(([name, { value }]) => {
    const k = POWER.exec(name)?.[1]
    return k === undefined || value === null ? [] : [Number(k)]
  })
  return known.length === 0 ? null : Math.max(...known)
}
