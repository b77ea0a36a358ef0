import { relative, sep } from 'node:path'
import type { Outcome, TrialResult } from '../expect/types.ts'
import { plural as count } from '../gate/assertion-text.ts'
import { formatApart, formatInterval } from '../gate/format.ts'
import { isMustPass } from '../gate/must-pass.ts'
import type { AssertionReport, CaseSummary, Decision, ExitCode } from '../gate/types.ts'
import { areUnsteady } from '../gate/unsteady.ts'
import { faultText } from '../model/faults/text.ts'
import { visibleName } from './sanitize.ts'
import type { RenderOptions, SuiteReport } from './types.ts'

export { count }

/** Sentences that several reporters say. */

export const EXIT_MEANING: Readonly<Record<ExitCode, string>> = {
  0: 'the gate passes',
  1: 'the gate fails',
  2: 'the command or the suite is wrong',
  3: 'could not evaluate',
  130: 'interrupted',
}

export const DECISION_WORDS: Readonly<Record<Decision, string>> = {
  pass: 'PASS',
  fail: 'FAIL',
  error: 'NOT EVALUATED',
}

export const DECISION_MARKS: Readonly<Record<Decision, string>> = { pass: '✔', fail: '✖', error: '!' }

/** Of an assertion: one that could not be evaluated stops nothing, and is no success either. */
export const assertionMark = ({ decision, bound }: AssertionReport): string =>
  bound === null && decision === 'pass' ? '–' : DECISION_MARKS[decision]

export const OUTCOME_MARKS: Readonly<Record<Outcome, string>> = {
  pass: '✔',
  fail: '✖',
  error: '!',
  unscored: '!',
}

export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  pass: 'passed',
  fail: 'failed',
  error: 'error',
  unscored: 'could not be scored',
}

/** Why the two kinds of intervals of one metric differ. */
export const BOUNDS_LEGEND =
  "bounds: one-sided, each end at the level it is tested at; the table's 95 % intervals are two-sided"

export const ASSERTION_HEADER: readonly string[] = ['assertion', 'value', 'bounds', 'proof']

export const hasBounds = ({ low, high }: AssertionReport): boolean => low !== high

/** What was shown of an assertion: `proven`, `not proven (needs 40 more)`, `exact`, `not evaluated`. */
function proofWords(assertion: AssertionReport): string {
  const { value, bound, proof, evidence, missingTrials, decidedAtRound } = assertion
  if (bound === null) return 'not evaluated'
  if (value === null) return 'unknown'
  if (proof !== 'inconclusive') {
    if (evidence === 'fixed') return 'exact'
    return decidedAtRound === null ? 'proven' : `proven in round ${decidedAtRound}`
  }
  if (holdsThroughout(assertion)) return assertion.because
  return missingTrials === null
    ? 'not proven'
    : `not proven (needs ${missingTrials.toLocaleString('en-US')} more)`
}

/** A `must_pass` case without a fail: all it can show, for no number of trials proves 100 %. */
const holdsThroughout = (assertion: AssertionReport): boolean =>
  assertion.decision === 'pass' && isMustPass(assertion)

/**
 * A pass that needs no reason beside it: exact, proven, or a `must_pass` case without a fail. What is exactly another
 * value than the baseline's is within a margin at best, and told.
 */
export const isPlainPass = (assertion: AssertionReport): boolean =>
  assertion.decision === 'pass' &&
  (assertion.proof === 'proven_pass' || holdsThroughout(assertion)) &&
  !isWithinMargin(assertion)

const isWithinMargin = ({ evidence, value, baseline }: AssertionReport): boolean =>
  evidence === 'fixed' && baseline !== null && value !== baseline

/** Text, value, interval and proof of an assertion, ready to show. */
export function assertionCells(assertion: AssertionReport): string[] {
  const { text, value, low, high, unit, bound } = assertion
  return [
    visibleName(text),
    formatApart(value, unit, bound),
    formatInterval(low, high, unit, bound),
    visibleName(proofWords(assertion)),
  ]
}

/** A run of one trial, as to see a failure again: nothing to make statistics of. */
export const isSingleTrial = ({ results, verdict }: SuiteReport): boolean =>
  results.length === 1 && verdict.trials.planned === 1

/** Of the assertions of a single trial those that did not hold: text and value, no statistics. */
export const missedInSingle = ({ verdict }: SuiteReport): readonly AssertionReport[] =>
  verdict.assertions.filter(({ decision }) => decision !== 'pass')

/** `20 cases × 5 trials`, or `20 cases, 97 trials` where they have different numbers of them. */
export function sizeWords({ verdict }: SuiteReport): string {
  const cases = verdict.cases.length
  const planned = verdict.trials.planned
  const each = cases === 0 ? 0 : planned / cases
  // Of an imported run each case was to run as often as it did.
  const uneven = verdict.cases.some((summary) => executed(summary) > each)
  if (!Number.isInteger(each) || uneven) return `${count(cases, 'case')}, ${count(planned, 'trial')}`
  return `${count(cases, 'case')} × ${count(each, 'trial')}`
}

/** What a report is called, no two of a command alike: `shop`, `shop@brief`. */
export const titleOf = ({ suite, variant }: Pick<SuiteReport, 'suite' | 'variant'>): string =>
  variant === null ? suite.name : `${suite.name}@${variant}`

const MOST_FAULTS = 4

/** What was provoked in this run, by the command line and by its cases: `faults overloaded@2, reset@*`. */
export function faultWords({ suite, verdict, rerun }: SuiteReport): string {
  const ran = new Set(verdict.cases.map(({ id }) => id))
  const rules = suite.cases.filter(({ id }) => ran.has(id)).flatMap(({ faults }) => faults)
  const all = [...new Set([...rerun.faults, ...rules.map(faultText)])]
  if (all.length === 0) return ''
  const shown = all.slice(0, MOST_FAULTS).join(', ')
  const more = all.length > MOST_FAULTS ? ` and ${all.length - MOST_FAULTS} more` : ''
  return `${all.length === 1 ? 'fault' : 'faults'} ${shown}${more}`
}

function repeatWords(repeats: number): string {
  if (repeats === 0) return ''
  return repeats === 1
    ? '1 repeats a response that counts already'
    : `${repeats.toLocaleString('en-US')} repeat responses that count already`
}

/**
 * Why the statistics rest on fewer trials than were planned, as in `232 of 239 trials count: 4 repeat responses
 * that count already, 3 are known failing`; empty when all count.
 */
export function countedWords(report: SuiteReport): string {
  if (isSingleTrial(report)) return ''
  const { results, verdict } = report
  const { trials, cases } = verdict
  const counted = new Set(cases.filter(({ status }) => status !== 'known_failing').map(({ id }) => id))
  const kept = results.filter((result) => counted.has(result.case))
  const played = kept.filter((result) => !isUnrecorded(result))
  const samples = Map.groupBy(played, (result) => JSON.stringify([result.case, result.sample])).values()
  const counting = sum([...samples], (copies) => (areUnsteady(copies) ? copies.length : 1))
  const unrecorded = kept.filter(isUnrecorded).length
  const repeats = kept.length - counting - unrecorded
  const known = results.length - kept.length
  const missing = trials.planned - results.length
  const parts = [
    repeatWords(repeats),
    unrecorded > 0 ? `${unrecorded.toLocaleString('en-US')} without a recording` : '',
    known > 0 ? `${known.toLocaleString('en-US')} known failing` : '',
    missing > 0 ? `${missing.toLocaleString('en-US')} not run` : '',
  ].filter((part) => part !== '')
  // Trials that were not run have a note of their own.
  if (repeats === 0 && known === 0 && unrecorded === 0) return ''
  return `${counting.toLocaleString('en-US')} of ${count(trials.planned, 'trial')} count: ${parts.join(', ')}`
}

const isUnrecorded = ({ outcome, code }: TrialResult): boolean =>
  outcome === 'error' && code === 'recording-missing'

/** A replay of a suite that nobody has recorded yet: all its trials say the same, and no number means anything. */
export const hasNoRecordings = ({ results, verdict: { trials } }: SuiteReport): boolean =>
  results.length > 0 && trials.planned === results.length && results.every(isUnrecorded)

export const NO_RECORDINGS = 'no recordings yet'

/** What did not pass, in numbers: `4 failed, 1 error of 100 trials`; empty when all passed. Known failures are out. */
export function troubleWords({ verdict: { trials, cases } }: SuiteReport): string {
  const counted = cases.filter(({ status }) => status !== 'known_failing')
  const failed = sum(counted, ({ failed: some }) => some)
  const errored = sum(counted, ({ errored: some }) => some)
  const unscored = sum(counted, ({ unscored: some }) => some)
  const all = sum(cases, executed)
  const missing = trials.planned - all
  const parts = [
    failed > 0 ? `${failed.toLocaleString('en-US')} failed` : '',
    errored > 0 ? count(errored, 'error') : '',
    unscored > 0 ? `${unscored.toLocaleString('en-US')} unscored` : '',
    missing > 0 ? `${missing.toLocaleString('en-US')} not run` : '',
  ].filter((part) => part !== '')
  if (parts.length === 0) return ''
  const known = all - sum(counted, executed)
  const aside = known === 0 ? '' : ` (${known.toLocaleString('en-US')} known failing left out)`
  return `${parts.join(', ')} of ${count(trials.planned - known, 'trial')}${aside}`
}

/** Trials of a case that were run, whatever came of them. */
export const executed = ({ passed, failed, errored, unscored }: CaseSummary): number =>
  passed + failed + errored + unscored

const sum = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((total, item) => total + of(item), 0)

/** Relative to the working directory where that is below it, else as it is. */
export function shownPath(path: string, { cwd }: RenderOptions): string {
  const below = relative(cwd, path)
  return below === '' || below.startsWith(`..${sep}`) || below === '..' ? path : below.replaceAll(sep, '/')
}

/** What the harness says, with paths below the working directory relative to it: whole, they fill the line. */
export const ownWords = (text: string, { cwd }: Pick<RenderOptions, 'cwd'>): string =>
  text.replaceAll(`${cwd}${sep}`, '')

export const journalPath = (report: SuiteReport, options: RenderOptions): string =>
  `${shownPath(report.runDir, options)}/trials.jsonl`
