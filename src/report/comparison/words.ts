import type { CaseChange, CaseComparison, Comparison, MetricShift } from '../../gate/comparison/types.ts'
import type { ComparisonVerdict } from '../../gate/comparison/verdict.ts'
import { formatMeasured, formatSigned } from '../../gate/format.ts'
import { findMetric } from '../../gate/metrics.ts'
import type { AssertionReport, Unit } from '../../gate/types.ts'
import { visibleName } from '../sanitize.ts'
import { count, DECISION_WORDS } from '../words.ts'

const SHIFT_HEADER: readonly string[] = ['', 'baseline', 'now', 'difference', '95 % interval', 'p (worse)']

/**
 * The metrics that moved and those that did not, without what neither side has any of; the mean score where it says
 * more than the success rate.
 */
function shownShifts({ shifts }: Comparison): readonly MetricShift[] {
  const rate = shifts.find(({ metric }) => metric === 'success_rate')
  const isSame = ({ baseline, candidate }: MetricShift): boolean =>
    areClose(baseline, rate?.baseline ?? null) && areClose(candidate, rate?.candidate ?? null)
  const isNothing = ({ metric, baseline, candidate }: MetricShift): boolean =>
    metric !== 'success_rate' && baseline === 0 && candidate === 0
  return shifts.filter((shift) => !isNothing(shift) && (shift.metric !== 'avg_score' || !isSame(shift)))
}

/** Means of the same numbers, added up in another order. */
const areClose = (a: number | null, b: number | null): boolean =>
  a === b || (a !== null && b !== null && Math.abs(a - b) < 1e-9)

/** A metric on both sides, how it moved, and how sure that is. */
function shiftCells(shift: MetricShift): string[] {
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

/** Whether both sides, with the same answers, came to the same in all that is compared. */
const isUnchanged = ({ evidence, shifts, cases }: Comparison): boolean =>
  evidence === 'fixed' &&
  shifts.every(({ difference }) => difference === null || areClose(difference, 0)) &&
  cases.every((each) => dropOf(each) === 0)

/** Header and rows; an empty column has no header, and where nothing moved at all there are none. */
export function shiftRows(comparison: Comparison): readonly (readonly string[])[] {
  const shifts = shownShifts(comparison)
  if (shifts.length === 0 || isUnchanged(comparison)) return []
  const rows = shifts.map(shiftCells)
  return [SHIFT_HEADER.map((title, column) => (rows.some((row) => row[column]) ? title : '')), ...rows]
}

export const formatP = (value: number): string =>
  value < 0.001 ? '<0.001' : value.toFixed(value < 0.01 ? 4 : 3)

export const CHANGE_WORDS: Readonly<Record<CaseChange, string>> = {
  regressed: 'regressed',
  improved: 'improved',
  flaky: 'flaky',
  stable_pass: 'stable (passing)',
  stable_fail: 'stable (failing)',
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

/** `1 regressed · 3 flaky · 46 stable (passing)`. */
function tally(cases: readonly CaseComparison[]): string {
  return ORDER.flatMap((change) => {
    const number = cases.filter((each) => each.change === change).length
    return number === 0
      ? []
      : [
          `${number.toLocaleString('en-US')} ${change === 'underpowered' ? 'with ' : ''}${CHANGE_WORDS[change]}`,
        ]
  }).join(' · ')
}

/** What was compared, and what was left out, a sentence each. */
function scopeWords(comparison: Comparison): readonly string[] {
  const { compared, exact, evidence, changed, missing, added } = comparison
  const how =
    evidence === 'fixed'
      ? `both played the same recordings or scripts${isUnchanged(comparison) ? ', and nothing changed' : ": every difference is exact, and the agent's own"}`
      : `each side a sample of trials${exact > 0 ? `, but for ${exact} that played the same answers again` : ''}`
  return [
    compared === 0 ? '0 cases compared' : `${count(compared, 'case')} compared, ${how}`,
    ...left(changed, 'changed since, and left out'),
    ...left(missing, 'in the baseline, and not in this run'),
    ...left(added, 'not in the baseline'),
  ]
}

/** What was compared, what became of it, and what could not be told: a sentence each. */
export const comparisonSentences = (comparison: Comparison): readonly string[] =>
  [...scopeWords(comparison), tally(comparison.cases), powerWords(comparison)].filter((text) => text !== '')

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
function powerWords({ cases }: Comparison): string {
  const sampled = cases.filter(({ pValue }) => pValue !== null)
  const thin = sampled.filter(
    ({ baseline, candidate }) => smallestP(baseline.trials, candidate.trials) > LEVEL,
  )
  if (thin.length === 0) return ''
  return `${count(thin.length, 'case')} ${thin.length === 1 ? 'has' : 'have'} too few trials to be sure of even a complete break; 5 against 5 are enough`
}

/** What a single case has to reach beside a few others that might have changed, too. */
const LEVEL = 0.01

function smallestP(first: number, second: number): number {
  let share = 1
  for (let i = 1; i <= second; i++) share *= i / (first + i)
  return share
}

/**
 * A pass without proof says that no regression was shown, not that there is none; and where all together are no worse,
 * a case by itself may be.
 */
export function verdictWords(verdict: ComparisonVerdict): string {
  const regressed = verdict.comparison.cases.filter(({ change }) => change === 'regressed').length
  const but =
    verdict.decision === 'pass' && regressed > 0 ? `, but ${count(regressed, 'case')} regressed` : ''
  return decisionWords(verdict) + but
}

const isShownWorse = ({ proof }: AssertionReport): boolean => proof === 'proven_fail'

function decisionWords({ decision, assertions }: ComparisonVerdict): string {
  if (decision === 'error') return 'NOT COMPARED'
  // What else was asserted may fail of a run that is better, and hold of one that is worse.
  if (!assertions.every(({ text }) => /\bno_worse_than\b/.test(text))) return DECISION_WORDS[decision]
  if (decision === 'fail') return assertions.some(isShownWorse) ? 'WORSE' : 'NOT PROVEN'
  return assertions.every(({ proof }) => proof === 'proven_pass') ? 'NO WORSE' : 'NO REGRESSION SHOWN'
}
