import type { CaseChange, CaseComparison, Comparison, MetricShift } from '../../gate/comparison/types.ts'
import type { ComparisonVerdict } from '../../gate/comparison/verdict.ts'
import { formatMeasured, formatSigned } from '../../gate/format.ts'
import { findMetric } from '../../gate/metrics.ts'
import type { Unit } from '../../gate/types.ts'
import { visibleName } from '../sanitize.ts'
import { count } from '../words.ts'

export const SHIFT_HEADER: readonly string[] = [
  '',
  'baseline',
  'now',
  'difference',
  '95 % interval',
  'p (worse)',
]

/** A metric on both sides, how it moved, and how sure that is. */
export function shiftCells(shift: MetricShift): string[] {
  const { metric, baseline, candidate, difference, low, high, pValue } = shift
  const unit: Unit = findMetric(metric)?.unit ?? 'count'
  const moved = (value: number | null): string =>
    value === null || baseline === null ? '…' : formatSigned(value, unit, baseline)
  return [
    metric.replaceAll('_', ' '),
    formatMeasured(baseline, unit),
    formatMeasured(candidate, unit),
    difference === null ? '' : moved(difference),
    low === high ? '' : `[${moved(low)}, ${moved(high)}]`,
    pValue === null ? '' : formatP(pValue),
  ]
}

export const formatP = (value: number): string =>
  value < 0.001 ? '<0.001' : value.toFixed(value < 0.01 ? 4 : 3)

export const CHANGE_WORDS: Readonly<Record<CaseChange, string>> = {
  regressed: 'regressed',
  improved: 'improved',
  flaky: 'flaky',
  stable_pass: 'stable, passing',
  stable_fail: 'stable, failing',
  underpowered: 'too few trials to tell',
}

const ORDER: readonly CaseChange[] = [
  'regressed',
  'improved',
  'flaky',
  'underpowered',
  'stable_pass',
  'stable_fail',
]

/** `1 regressed, 3 flaky, 46 stable, passing`. */
export function tally(cases: readonly CaseComparison[]): string {
  return ORDER.flatMap((change) => {
    const number = cases.filter((each) => each.change === change).length
    return number === 0 ? [] : [`${number.toLocaleString('en-US')} ${CHANGE_WORDS[change]}`]
  }).join(' · ')
}

/** What was compared, and what was left out, a sentence each. */
export function scopeWords({ compared, evidence, changed, missing, added }: Comparison): readonly string[] {
  const how =
    evidence === 'fixed'
      ? "both played the same recordings or scripts: every difference is exact, and the agent's own"
      : 'each side a sample of trials'
  return [
    `${count(compared, 'case')} compared, ${how}`,
    ...left(changed, 'changed since, and left out'),
    ...left(missing, 'in the baseline, and not in this run'),
    ...left(added, 'not in the baseline'),
  ]
}

const MOST_NAMED = 8

function left(ids: readonly string[], what: string): readonly string[] {
  if (ids.length === 0) return []
  const named = ids.slice(0, MOST_NAMED).map(visibleName).join(', ')
  const more = ids.length > MOST_NAMED ? `, and ${ids.length - MOST_NAMED} more` : ''
  return [`${count(ids.length, 'case')} ${what}: ${named}${more}`]
}

const rateOf = ({ passed, trials }: CaseComparison['baseline']): number =>
  trials === 0 ? 0 : passed / trials

/** How far a case's rate went down; below 0 where it went up. */
const dropOf = ({ baseline, candidate }: CaseComparison): number => rateOf(baseline) - rateOf(candidate)

/** The cases whose rate moved, or that were found to have changed: the worst first. */
export const movedCases = (cases: readonly CaseComparison[]): readonly CaseComparison[] =>
  cases.filter((each) => dropOf(each) !== 0).sort((a, b) => rank(a) - rank(b) || dropOf(b) - dropOf(a))

const rank = ({ change }: CaseComparison): number =>
  change === 'regressed' ? 0 : change === 'improved' ? 2 : 1

/** `5/5 → 1/5`. */
export const countWords = ({ baseline, candidate }: CaseComparison): string =>
  `${baseline.passed}/${baseline.trials} → ${candidate.passed}/${candidate.trials}`

/**
 * Why so few trials cannot tell: even a case that breaks wholly has a p-value of 1 / C(n + m, m). Empty where all cases
 * have enough.
 */
export function powerWords({ evidence, cases }: Comparison): string {
  if (evidence === 'fixed') return ''
  const thin = cases.filter(({ baseline, candidate }) => smallestP(baseline.trials, candidate.trials) > LEVEL)
  if (thin.length === 0) return ''
  return `${count(thin.length, 'case')} ${thin.length === 1 ? 'has' : 'have'} too few trials to show even a complete break; 5 against 5 do`
}

/** What a single case has to reach beside a few others that might have changed, too. */
const LEVEL = 0.01

function smallestP(first: number, second: number): number {
  let share = 1
  for (let i = 1; i <= second; i++) share *= i / (first + i)
  return share
}

/** A pass without proof says that no regression was shown, not that there is none. */
export function verdictWords({ decision, assertions }: ComparisonVerdict): string {
  switch (decision) {
    case 'pass':
      return assertions.every(({ proof }) => proof === 'proven_pass') ? 'NO WORSE' : 'NO REGRESSION SHOWN'
    case 'fail':
      return 'WORSE'
    case 'error':
      return 'NOT COMPARED'
  }
}
