import type { Baseline } from '../../gate/baseline/index.ts'
import { formatMeasured } from '../../gate/format.ts'
import { visibleName } from '../sanitize.ts'
import { type Align, layOut } from '../table.ts'
import { count } from '../words.ts'

const ALIGN: readonly Align[] = ['left', 'right', 'right', 'right', 'right', 'right', 'left']
const HEADER = ['case', 'passed', 'of', 'avg cost', 'p50', 'p95', 'tags']

/** A baseline for the eye: what it was made of, what it comes to, and a row a case. */
export function baselineTable(file: string, baseline: Baseline): string[] {
  const { suite, runs, metrics, cases, agent, models } = baseline
  const [oldest, newest] = [runs[0]?.startedAt.slice(0, DAY), runs.at(-1)?.startedAt.slice(0, DAY)]
  const when = oldest === newest ? oldest : `${oldest} to ${newest}`
  const facts = [
    `${count(runs.length, 'run')} of ${when}`,
    agent === null ? '' : visibleName(agent),
    visibleName(models.join(', ')),
  ].filter((fact) => fact !== '')
  const numbers = [
    `success rate ${formatMeasured(metrics.success_rate, 'share')}`,
    `avg cost ${formatMeasured(metrics.avg_cost, 'usd')}`,
    `p95 latency ${formatMeasured(metrics.p95_latency, 'ms')}`,
  ]
  const rows = cases.map((each) => [
    visibleName(each.id),
    String(each.passed),
    String(each.passed + each.failed + each.errored + each.unscored),
    formatMeasured(each.costUsd, 'usd'),
    formatMeasured(each.latencyMs.p50, 'ms'),
    formatMeasured(each.latencyMs.p95, 'ms'),
    visibleName(each.tags.join(', ')),
  ])
  return [
    `${visibleName(suite)}  ${visibleName(file)}`,
    `  ${facts.join(' · ')}`,
    `  ${numbers.join(' · ')}`,
    '',
    ...layOut([HEADER, ...rows], ALIGN).map((line) => `  ${line}`),
  ]
}

const DAY = 'YYYY-MM-DD'.length
