import { formatMeasured } from '../../gate/format.ts'
import { quantile } from '../../stats/index.ts'
import { type MetricColumn, metricTable } from '../metrics.ts'
import { visibleName } from '../sanitize.ts'
import { layOut } from '../table.ts'
import { clip, displayWidth, wrap } from '../width.ts'
import type { Place } from './place.ts'

const INDENT = '  '
const MAX_TAG = 24

/** The numbers of the suite and of each tag, as many columns as there is room for. */
export function metricLines({ report, options, chalk }: Place): string[] {
  const { tags, columns, legend } = metricTable(report.verdict)
  if (tags.length === 0) return []
  const names = tags.length === 1 ? [''] : tags.map(nameOf)
  const width = options.width - INDENT.length
  const shown = fitting(names, columns, width)
  const gone = columns.filter((column) => !shown.includes(column)).map(({ title }) => title)
  const [head = '', ...body] = linesOf(names, shown)
  const notes = [...legend, ...(gone.length === 0 ? [] : [`too narrow here to show ${gone.join(', ')}`])]
  const below = [...notes, ...ownCompute(report.results)]
    .flatMap((note) => wrap(note, width))
    .map((line) => chalk.dim(INDENT + line))
  const rows = [chalk.dim(INDENT + head), ...body.map((line) => INDENT + line)]
  return below.length === 0 ? rows : [...rows, '', ...below]
}

/** What agents in other processes took by themselves: the latency is that of the model alone. */
function ownCompute(results: Place['report']['results']): string[] {
  const taken = results.flatMap(({ measures: { computeMs } }) => computeMs ?? [])
  if (taken.length === 0) return []
  const [p50, p95] = [0.5, 0.95].map((share) => formatMeasured(quantile(taken, share), 'ms'))
  return [
    `latencies are the model's as recorded or scripted; the agent itself took ${p50} (p50), ${p95} (p95) on this machine, which is not gated`,
  ]
}

const nameOf = (tag: string | null): string => (tag === null ? 'all' : clip(visibleName(tag), MAX_TAG))

/** The columns that fit, the least important given up first. */
function fitting(
  names: readonly string[],
  columns: readonly MetricColumn[],
  width: number,
): readonly MetricColumn[] {
  if (Math.max(...linesOf(names, columns).map(displayWidth)) <= width) return columns
  const [least] = columns
    .filter(({ leaves }) => leaves !== null)
    .sort((a, b) => (a.leaves ?? 0) - (b.leaves ?? 0))
  if (least === undefined) return columns
  return fitting(
    names,
    columns.filter((column) => column !== least),
    width,
  )
}

function linesOf(names: readonly string[], columns: readonly MetricColumn[]): string[] {
  const header = ['', ...columns.map(({ title }) => title)]
  const rows = names.map((name, row) => [name, ...columns.map(({ cells }) => cells[row] ?? '')])
  return layOut([header, ...rows], ['left', ...columns.map(({ align }) => align)])
}
