import type { MetricDrift } from '../../gate/aa/index.ts'
import { formatMeasured, formatShare } from '../../gate/format.ts'
import { visibleName } from '../sanitize.ts'
import { type Align, layOut } from '../table.ts'
import { wrap } from '../width.ts'
import { count } from '../words.ts'
import type { AaReport } from './types.ts'

const MOST_MEANS = 6

const UNITS = { success_rate: 'share', avg_cost: 'usd', avg_latency: 'ms' } as const

const ALIGN: readonly Align[] = ['left', 'left', 'left', 'left', 'left']

/** How far the runs lie apart beyond chance, and what that does to the gate. */
export function driftLines(report: AaReport, width: number): string[] {
  const { drift, runs } = report
  const leftOut = leftOutLines(report)
  if (drift === null) {
    const why = 'drift between runs needs two or more runs with answers of their own, and a case in common'
    return runs.length > 1 ? [`  ${why}`, ...leftOut] : []
  }
  const rows = drift.metrics.map((each) => [
    each.metric,
    meansOf(each),
    `drift ${deviationOf(each, each.deviation)}`,
    `chance ${deviationOf(each, each.expected)}`,
    `p ${pOf(each.p)}`,
  ])
  return [
    `  drift between ${count(drift.runs.length, 'run')}, over ${count(drift.cases, 'case')} that all of them have`,
    ...layOut(rows, ALIGN).map((line) => `    ${line}`),
    '  drift: standard deviation between runs beyond the one that fresh trials give a run (chance); p: of no drift',
    ...wrap(consequence(report), width - 2).map((line) => `  ${line}`),
    ...leftOut,
  ]
}

/** Runs that give less than they hold. */
function leftOutLines({ runs }: AaReport): string[] {
  return runs.flatMap(({ id, fresh, copies, outdated }) => [
    ...(fresh === 0 && copies > 0
      ? [`  ${visibleName(id)} repeats answers that count already: it is no run of its own`]
      : []),
    ...(outdated > 0
      ? [`  ${visibleName(id)}: ${count(outdated, 'trial')} left out, of cases that were changed since`]
      : []),
  ])
}

function meansOf({ metric, means }: MetricDrift): string {
  const shown = means.slice(0, MOST_MEANS).map((each) => formatMeasured(each, UNITS[metric]))
  return `${shown.join(', ')}${means.length > MOST_MEANS ? `, and ${means.length - MOST_MEANS} more` : ''}`
}

/** Points of the rate; of cost and latency the part by which a run is above or below. */
function deviationOf({ metric }: MetricDrift, deviation: number): string {
  return metric === 'success_rate'
    ? `±${(deviation * 100).toFixed(1)}pp`
    : `±${((Math.exp(deviation) - 1) * 100).toFixed(1)} %`
}

const pOf = (p: number): string => (p < 0.001 ? '< 0.001' : `= ${Number(p.toFixed(3))}`)

/** A p-value above this is what runs without drift give, too. */
const SURE = 0.05

function consequence({ drift, drifted, resamples }: AaReport): string {
  const runs = drift?.runs.length ?? 0
  const few = runs < 5 ? `; ${count(runs, 'run')} tell little of its size` : ''
  if (drifted === null) return `no drift of the success rate beyond chance was seen${few}`
  const { texts, steady, drifting } = drifted
  const p = drift?.metrics.find(({ metric }) => metric === 'success_rate')?.p ?? 1
  const doubt = p > SURE ? `, which may be chance (p ${pOf(p)}),` : ''
  const [rate, before] = [formatShare(drifting.rate), formatShare(steady.rate)]
  return `drift is outside the guarantee: with this drift of the success rate${doubt} ${texts.map(visibleName).join(', ')} alarms ${rate} of the time, without it ${before} (${count(resamples, 'resample')})${few}`
}
