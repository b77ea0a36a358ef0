import type { TrialResult } from '../../expect/types.ts'
import type { CaseRef } from '../../suite/types.ts'
import { type AssertionOptions, judgeAssertions } from '../assertions.ts'
import type { CheckedAssertion } from '../check.ts'
import type { EstimateOptions } from '../metrics.ts'
import { observe } from '../observe.ts'
import { sampleOf } from '../sample.ts'
import type { Against, AssertionReport, Decision, ExitCode } from '../types.ts'
import { compareSides, differencesOf } from './compare.ts'
import { pairCases } from './pairs.ts'
import type { Comparison } from './types.ts'

/** A finished run that is held against another. */
export interface ToCompare extends AssertionOptions {
  readonly cases: readonly CaseRef[]
  readonly results: readonly TrialResult[]
  readonly against: Against
  readonly assertions: readonly CheckedAssertion[]
  readonly escalationTools: EstimateOptions['escalationTools']
  /** Why a run says nothing of its agent, a sentence each: nothing may be decided then. */
  readonly obstacles: readonly string[]
}

export interface ComparisonVerdict {
  readonly comparison: Comparison
  readonly assertions: readonly AssertionReport[]
  readonly decision: Decision
  readonly exitCode: ExitCode
  readonly notes: readonly string[]
}

/** What became of a run, beside another: shown in full, and decided by assertions about a baseline alone. */
export function compareRuns(input: ToCompare): ComparisonVerdict {
  const { cases, results, against, assertions, escalationTools, obstacles } = input
  const observed = observe(cases, results)
  const pairing = pairCases(observed, against.baseline, cases)
  const whole = sampleOf(observed.filter((each) => each.case.knownFailing === null))
  const reports = judgeAssertions(assertions, { whole, pairing, escalationTools }, input).map(evaluated)
  const { told, refused } = differencesOf(against)
  const nothing =
    pairing.pairs.length === 0
      ? ['no case as it is today has trials on both sides; nothing was compared']
      : []
  return {
    comparison: compareSides(pairing, against.baseline, escalationTools),
    assertions: reports,
    ...decisionOf(reports, [...nothing, ...obstacles, ...refused]),
    notes: [...nothing, ...obstacles, ...refused, ...told],
  }
}

/** Who compares two runs asks for nothing else: what could not be compared is no pass. */
const evaluated = (report: AssertionReport): AssertionReport =>
  report.bound === null ? { ...report, decision: 'error' } : report

function decisionOf(
  reports: readonly AssertionReport[],
  obstacles: readonly string[],
): Pick<ComparisonVerdict, 'decision' | 'exitCode'> {
  const decisions = new Set(reports.map(({ decision }) => decision))
  if (obstacles.length > 0 || decisions.has('error')) return { decision: 'error', exitCode: 3 }
  return decisions.has('fail') ? { decision: 'fail', exitCode: 1 } : { decision: 'pass', exitCode: 0 }
}
