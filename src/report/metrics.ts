import { formatInterval, formatMeasured, UNKNOWN } from '../gate/format.ts'
import { parseAssertion } from '../gate/parse.ts'
import type { Group, MetricValue, Unit, Verdict } from '../gate/types.ts'
import type { Align } from './table.ts'

/** A column of the table of a suite; its cells are formatted, one a row. */
export interface MetricColumn {
  readonly title: string
  readonly align: Align
  readonly cells: readonly string[]
  /** Where there is no room the column with the lowest number goes first; `null` stays. */
  readonly leaves: number | null
}

/** The numbers of a suite: a row for all of it, then one a tag. Tags are not sanitised. */
export interface MetricTable {
  /** `null` is the whole suite. */
  readonly tags: readonly (string | null)[]
  readonly columns: readonly MetricColumn[]
  /** What the signs in the cells mean, those that occur. */
  readonly legend: readonly string[]
}

const ABSENT: MetricValue = { value: null, low: null, high: null, n: 0 }
const TOO_FEW = '–'

const UNKNOWN_LEGEND = `${UNKNOWN} unknown: usage, price or latency was not reported`
const UNSCORED_LEGEND = `${UNKNOWN} unknown: no trial was scored`

type Plain = readonly [title: string, metric: string, unit: Unit, leaves: number]

const PLAIN: readonly Plain[] = [
  ['errors', 'error_rate', 'share', 3],
  ['avg cost', 'avg_cost', 'usd', 4],
  ['total cost', 'total_cost', 'usd', 1],
  ['judge cost', 'judge_cost', 'usd', 0.5],
  ['p50', 'p50_latency', 'ms', 2],
  ['p95', 'p95_latency', 'ms', 5],
  ['avg tokens', 'avg_tokens', 'count', 0],
]
const POWER_LEAVES = 6

export function metricTable({
  groups,
  assertions,
  trials,
}: Pick<Verdict, 'groups' | 'assertions' | 'trials'>): MetricTable {
  const rows = groups.filter((group) => !repeatsWhole(group, groups))
  const k = powerOf(rows, assertions)
  const success = rows.map((group) => metricOf(group, 'success_rate'))
  const rates = success.map(({ value }) => formatMeasured(value, 'share'))
  const intervals = success.map(({ low, high }) => formatInterval(low, high, 'share'))
  const columns = [
    column('success rate', rates, null),
    column('95 % interval', intervals, null, 'left'),
    ...(k === null ? [] : [powerColumn(rows, k)]),
    ...PLAIN.filter(([, metric]) => isShown(metric, rows)).map(([title, metric, unit, leaves]) =>
      column(
        title,
        rows.map((group) => formatMeasured(metricOf(group, metric).value, unit)),
        leaves,
      ),
    ),
  ].filter(({ cells }) => cells.some((cell) => cell !== ''))
  return {
    tags: rows.map(({ tag }) => tag),
    columns,
    legend: [...legendOf(columns, k, trials.passed + trials.failed > 0), ...populationWords(rows)],
  }
}

const column = (
  title: string,
  cells: readonly string[],
  leaves: number | null,
  align: Align = 'right',
): MetricColumn => ({ title, align, cells, leaves })

/** Most suites have no judge: what costs nothing anywhere is left out. */
const isShown = (metric: string, rows: readonly Group[]): boolean =>
  metric !== 'judge_cost' || rows.some(({ metrics }) => metrics[metric] && metrics[metric].value !== 0)

const metricOf = ({ metrics }: Group, name: string): MetricValue => metrics[name] ?? ABSENT

/** A tag that every case has: its row would be the row of the suite again. */
const repeatsWhole = ({ tag, cases }: Group, groups: readonly Group[]): boolean =>
  tag !== null && groups.some((group) => group.tag === null && group.cases === cases)

function powerColumn(rows: readonly Group[], k: number): MetricColumn {
  const cells = rows.map((group) => {
    const { value } = metricOf(group, `pass^${k}`)
    return value === null ? TOO_FEW : formatMeasured(value, 'share')
  })
  return column(`pass^${k}`, cells, POWER_LEAVES)
}

/** One k for the table: the smallest that an assertion asks for, else the largest that every row has. */
function powerOf(rows: readonly Group[], assertions: Verdict['assertions']): number | null {
  const asked = assertions.flatMap(({ text }) => askedPower(text)).sort((a, b) => a - b)
  const [first, ...others] = rows.map(knownPowers)
  const shared = (first ?? []).filter((k) => k > 1 && others.every((powers) => powers.includes(k)))
  const known = asked.find((k) => rows.some((group) => knownPowers(group).includes(k)))
  return known ?? (shared.length === 0 ? null : Math.max(...shared))
}

function askedPower(text: string): number[] {
  const parsed = parseAssertion(text)
  if (!parsed.ok) return []
  const { family, k } = parsed.assertion.metric
  return family === 'pass^k' && k !== null ? [k] : []
}

const POWER = /^pass\^(\d+)$/

const knownPowers = ({ metrics }: Group): number[] =>
  Object.entries(metrics).flatMap(([name, { value }]) => {
    const k = POWER.exec(name)?.[1]
    return k === undefined || value === null ? [] : [Number(k)]
  })

/** What the trials say of the agent at large, beside these cases. */
function populationWords(rows: readonly Group[]): string[] {
  const population = rows.find(({ tag }) => tag === null)?.population ?? null
  if (population === null) return []
  const [low, high] = [formatMeasured(population.low, 'share'), formatMeasured(population.high, 'share')]
  return [
    `the 95 % interval is of these cases, tried again; of cases like these the rate is ${low} to ${high}`,
  ]
}

function legendOf(columns: readonly MetricColumn[], k: number | null, scored: boolean): string[] {
  const shown = new Set(columns.flatMap(({ cells }) => cells))
  return [
    ...(shown.has(UNKNOWN) ? [scored ? UNKNOWN_LEGEND : UNSCORED_LEGEND] : []),
    ...(shown.has(TOO_FEW) ? [`${TOO_FEW} a case has fewer than ${k} trials`] : []),
  ]
}
