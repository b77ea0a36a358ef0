import { type Baseline, type BaselineCase, encodeBaseline, type Pooled } from '../../gate/baseline/index.ts'
import { formatMeasured } from '../../gate/format.ts'
import type { Unit } from '../../gate/types.ts'
import { visibleName } from '../sanitize.ts'
import { layOut } from '../table.ts'
import { count } from '../words.ts'

const MOST_NAMED = 10

/** What an update makes of a baseline, line by line: its runs, its numbers before and after, the cases that moved. */
export function baselineChange(
  file: string,
  before: Baseline | null,
  { baseline, copies, repeated, outdated }: Pooled,
): string[] {
  const rows = [
    ['runs', namesOf(baseline.runs.map(({ id }) => id))],
    ['trials', arrow(before && trialsWord(before), trialsWord(baseline)) + leftOut(copies, outdated)],
    ...METRICS.map(([title, metric, unit]) => {
      const now = formatMeasured(baseline.metrics[metric], unit)
      return [title, arrow(before && formatMeasured(before.metrics[metric], unit), now)]
    }),
    ...caseRows(before, baseline),
    ['changed', outdated.size === 0 ? '' : namesOf([...outdated.keys()].sort())],
    ['repeated', repeated.length === 0 ? '' : `${namesOf(repeated)}: the file had ${them(repeated)} before`],
  ].filter(([, value]) => value !== '')
  return [
    `${visibleName(file)}  ${stateWord(before, baseline)}`,
    ...layOut(rows, ['left', 'left']).map((line) => `  ${line}`),
  ]
}

function stateWord(before: Baseline | null, now: Baseline): string {
  if (before === null) return 'new'
  return encodeBaseline(before) === encodeBaseline(now) ? 'as it was' : 'updated'
}

const METRICS: readonly (readonly [string, keyof Baseline['metrics'], Unit])[] = [
  ['success rate', 'success_rate', 'share'],
  ['avg cost', 'avg_cost', 'usd'],
  ['p95 latency', 'p95_latency', 'ms'],
]

const them = ({ length }: readonly string[]): string => (length === 1 ? 'it' : 'them')

const arrow = (before: string | null, now: string): string =>
  before === null || before === now ? now : `${before} → ${now}`

const trialsOf = ({ passed, failed, errored, unscored }: BaselineCase): number =>
  passed + failed + errored + unscored

const trialsWord = ({ cases }: Baseline): string => {
  const trials = cases.reduce((sum, each) => sum + trialsOf(each), 0)
  return `${count(trials, 'distinct trial')} of ${count(cases.length, 'case')}`
}

function leftOut(copies: number, outdated: ReadonlyMap<string, number>): string {
  const old = [...outdated.values()].reduce((sum, trials) => sum + trials, 0)
  const parts = [
    ...(copies > 0 ? [`${copies.toLocaleString('en-US')} that repeat an answer`] : []),
    ...(old > 0 ? [`${old.toLocaleString('en-US')} of cases as they were before a change`] : []),
  ]
  return parts.length === 0 ? '' : ` (left out: ${parts.join(', ')})`
}

function caseRows(before: Baseline | null, now: Baseline): string[][] {
  if (before === null) return []
  const [old, current] = [byId(before), byId(now)]
  const added = [...current.keys()].filter((id) => !old.has(id))
  const removed = [...old.keys()].filter((id) => !current.has(id))
  const moved = [...current.values()].flatMap((each) => {
    const [was, is] = [old.get(each.id), ratio(each)]
    return was === undefined || ratio(was) === is ? [] : [`${each.id} ${ratio(was)} → ${is}`]
  })
  return [
    ['added', namesOf(added)],
    ['removed', namesOf(removed)],
    ['moved', namesOf(moved)],
  ]
}

const byId = ({ cases }: Baseline) => new Map(cases.map((each) => [each.id, each]))

const ratio = (each: BaselineCase): string => `${each.passed}/${trialsOf(each)}`

function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMED).map(visibleName).join(', ')
  return names.length > MOST_NAMED ? `${shown} and ${names.length - MOST_NAMED} more` : shown
}
