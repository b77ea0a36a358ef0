import { outcomesOf } from './case-summary.ts'
import { knownFailures } from './known-failing.ts'
import { judgeMustPass } from './must-pass.ts'
import type { ObservedCase } from './observe.ts'
import { type Obstacle, obstacleOf } from './obstacle.ts'
import type { AssertionReport, Decision, ExitCode, GateInput, TrialCounts } from './types.ts'

export interface ToDecide extends Pick<GateInput, 'plannedTrials' | 'interrupted' | 'mishaps' | 'today'> {
  readonly observed: readonly ObservedCase[]
  /** Those of the suite, judged. */
  readonly asserted: readonly AssertionReport[]
  readonly maxErrors: number
  /** True where an adaptive run ended before all its rounds. */
  readonly early: boolean
  /** As sentences name the suite file. */
  readonly displayPath: string
}

export interface Decided {
  readonly trials: TrialCounts
  /** Those of the suite, then of its `must_pass` cases. */
  readonly assertions: readonly AssertionReport[]
  readonly decision: Decision
  readonly exitCode: ExitCode
  /** Why nothing may be decided, then known failures that fail the gate. */
  readonly notes: readonly string[]
}

/** From judged assertions to the decision of the whole gate. */
export function decideGate(input: ToDecide): Decided {
  const { observed, asserted, today, plannedTrials, displayPath } = input
  const mustPass = observed.filter((each) => each.case.mustPass && each.case.knownFailing === null)
  const assertions = [...asserted, ...mustPass.map((each) => judgeMustPass(each, displayPath))]
  const trials = countTrials(observed, plannedTrials)
  const obstacle = obstacleOf({ ...input, trials })
  const known = knownFailures(observed, today, input.early)
  const notes = [...(obstacle?.notes ?? []), ...known]
  return { trials, assertions, ...outcome(obstacle, assertions, known), notes }
}

/** What stands in the way of deciding comes first, then what could not be decided, then what failed. */
function outcome(
  obstacle: Obstacle | null,
  assertions: readonly AssertionReport[],
  known: readonly string[],
): { readonly decision: Decision; readonly exitCode: ExitCode } {
  if (obstacle !== null) return { decision: 'error', exitCode: obstacle.exitCode }
  const decisions = new Set(assertions.map(({ decision }) => decision))
  if (decisions.has('error')) return { decision: 'error', exitCode: 3 }
  if (decisions.has('fail') || known.length > 0) return { decision: 'fail', exitCode: 1 }
  return { decision: 'pass', exitCode: 0 }
}

/** Every trial that was run, those of known_failing cases included. */
function countTrials(
  observed: readonly ObservedCase[],
  plannedTrials: GateInput['plannedTrials'],
): TrialCounts {
  let planned = 0
  for (const each of observed) planned += plannedTrials.get(each.case.id) ?? 0
  const counts = outcomesOf({ trials: observed.flatMap(({ trials }) => trials) })
  return {
    planned,
    passed: counts.pass,
    failed: counts.fail,
    errored: counts.error,
    unscored: counts.unscored,
  }
}
