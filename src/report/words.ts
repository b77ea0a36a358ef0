import { relative, sep } from 'node:path'
import type { Outcome } from '../expect/types.ts'
import type { AssertionReport, CaseSummary, Decision, ExitCode } from '../gate/types.ts'
import { formatApart, formatInterval, UNKNOWN } from './format.ts'
import { visibleName } from './sanitize.ts'
import type { RenderOptions, SuiteReport } from './types.ts'

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

export const UNKNOWN_LEGEND = `${UNKNOWN} unknown: usage, price or latency was not reported`

/** What was shown of an assertion: `proven`, `not proven (needs 40 more trials)`, `exact`, `not evaluated`. */
function proofWords({ value, bound, proof, evidence, missingTrials }: AssertionReport): string {
  if (bound === null) return 'not evaluated'
  if (value === null) return 'unknown'
  if (proof !== 'inconclusive') return evidence === 'fixed' ? 'exact' : 'proven'
  return missingTrials === null ? 'not proven' : `not proven (needs ${count(missingTrials, 'more trial')})`
}

/** A pass that needs no word: exact or proven. */
export const isPlainPass = ({ decision, proof }: AssertionReport): boolean =>
  decision === 'pass' && proof === 'proven_pass'

/** Text, value, interval and proof of an assertion, ready to show. */
export function assertionCells(assertion: AssertionReport): string[] {
  const { text, value, low, high, unit, bound } = assertion
  return [
    visibleName(text),
    formatApart(value, unit, bound),
    formatInterval(low, high, unit, bound),
    proofWords(assertion),
  ]
}

/** `1 trial`, `1,200 trials`. */
export const count = (value: number, noun: string): string =>
  `${value.toLocaleString('en-US')} ${noun}${value === 1 ? '' : 's'}`

/** `20 cases × 5 trials`, or `20 cases, 97 trials` where they have different numbers of them. */
export function sizeWords({ verdict }: SuiteReport): string {
  const cases = verdict.cases.length
  const planned = verdict.trials.planned
  const each = cases === 0 ? 0 : planned / cases
  if (!Number.isInteger(each)) return `${count(cases, 'case')}, ${count(planned, 'trial')}`
  return `${count(cases, 'case')} × ${count(each, 'trial')}`
}

/** What did not pass, in numbers: `4 failed, 1 error of 100 trials`; empty when all passed. Known failures are out. */
export function troubleWords({ verdict: { trials, cases } }: SuiteReport): string {
  const counted = cases.filter(({ status }) => status !== 'known_failing')
  const failed = sum(counted, ({ failed: some }) => some)
  const errored = sum(counted, ({ errored: some }) => some)
  const unscored = sum(counted, ({ unscored: some }) => some)
  const missing = trials.planned - sum(cases, executed)
  const parts = [
    failed > 0 ? `${failed.toLocaleString('en-US')} failed` : '',
    errored > 0 ? count(errored, 'error') : '',
    unscored > 0 ? `${unscored.toLocaleString('en-US')} unscored` : '',
    missing > 0 ? `${missing.toLocaleString('en-US')} not run` : '',
  ].filter((part) => part !== '')
  return parts.length === 0
    ? ''
    : `${parts.join(', ')} of ${count(sum(counted, executed) + missing, 'trial')}`
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

export const journalPath = (report: SuiteReport, options: RenderOptions): string =>
  `${shownPath(report.runDir, options)}/trials.jsonl`
