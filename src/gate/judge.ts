import { PawlError } from '../errors.ts'
import type { AssertionSource, Case, Suite } from '../suite/types.ts'
import { judgeAssertions } from './assertions.ts'
import { outcomesOf, summarizeCase } from './case-summary.ts'
import type { CheckedAssertion } from './check.ts'
import { compareSides, differencesOf } from './comparison/compare.ts'
import { pairCases } from './comparison/pairs.ts'
import { observedValue } from './estimate.ts'
import { groupsOf } from './groups.ts'
import { knownFailures } from './known-failing.ts'
import { estimateOf } from './metrics.ts'
import { judgeMustPass } from './must-pass.ts'
import { type ObservedCase, observe } from './observe.ts'
import { type Obstacle, obstacleOf } from './obstacle.ts'
import { parseAssertion } from './parse.ts'
import { judgeByRounds, type Looked, type Looks, openLooks, roundNotes } from './rounds.ts'
import { type Sample, sampleOf } from './sample.ts'
import type { AssertionReport, Decision, ExitCode, GateInput, TrialCounts, Verdict } from './types.ts'
import { unsteadyCases } from './unsteady.ts'

/** What a suite without `assert:` asks for. */
export const DEFAULT_ASSERTION = 'success_rate >= 100%'

/**
 * The gate: from what was planned and what came of it to a decision and the exit code.
 * @throws PawlError `suite-invalid` for an assertion that cannot be read; `checkAssertions` finds those before a run
 */
export function judge(input: GateInput): Verdict {
  const { suite } = input
  const observed = observe(inSuiteOrder(suite, input.cases), input.results)
  const counted = observed.filter((each) => each.case.knownFailing === null)
  const whole = sampleOf(counted)
  const checked = readAssertions(suite, input.assertions)
  const { against } = input
  const pairing = against === null ? null : pairCases(observed, against.baseline)
  const differences = against === null ? NOTHING : differencesOf(against)
  const { escalationTools } = suite
  const mustPass = counted.filter((each) => each.case.mustPass)
  const scene = { whole, pairing, escalationTools }
  const assertions = [
    ...(input.rounds === null
      ? judgeAssertions(checked, scene, input)
      : judgeByRounds(
          { ...input, assertions: checked, most: input.rounds.most },
          input.results,
          input.rounds.done,
        )),
    ...mustPass.map((each) => judgeMustPass(each, suite.displayPath)),
  ]
  const trials = countTrials(observed, input.plannedTrials)
  const mishaps = [...input.mishaps, ...differences.refused]
  const obstacle = obstacleOf({ ...input, mishaps, trials, observed, maxErrors: suite.maxErrors })
  const known = knownFailures(observed, input.today)
  const asked = checked.map(({ assertion }) => assertion.metric)
  return {
    trials,
    groups: groupsOf(whole, { escalationTools, asked }),
    cases: observed.map(summarizeCase),
    assertions,
    comparison:
      against === null || pairing === null ? null : compareSides(pairing, against.baseline, escalationTools),
    ...outcome(obstacle, assertions, known),
    notes: [
      ...(obstacle?.notes ?? []),
      ...known,
      ...(input.rounds === null ? [] : roundNotes(input.rounds, assertions, costPerTrial(whole))),
      ...differences.told,
      ...unsteadyCases(counted),
    ],
  }
}

/** Of the agent; `null`: unknown. */
function costPerTrial(whole: Sample): number | null {
  const estimate = estimateOf({ family: 'avg_cost', k: null }, whole, null)
  return observedValue(estimate)
}

const NOTHING = { told: [], refused: [] } as const

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

function inSuiteOrder(suite: Suite, cases: readonly Case[]): readonly Case[] {
  const place = new Map(suite.cases.map(({ id }, index) => [id, index]))
  const last = suite.cases.length
  return [...cases].sort((a, b) => (place.get(a.id) ?? last) - (place.get(b.id) ?? last))
}

/** The looks at a run that may end between rounds. */
export const looksAt = (input: Omit<Looked, 'assertions'> & Pick<GateInput, 'assertions'>): Looks =>
  openLooks({ ...input, assertions: readAssertions(input.suite, input.assertions) })

function readAssertions(suite: Suite, sources: readonly AssertionSource[]): readonly CheckedAssertion[] {
  if (sources.length === 0) return [{ assertion: read(suite, DEFAULT_ASSERTION), span: null }]
  return sources.map(({ text, line, column }) => ({
    assertion: read(suite, text),
    span: { file: suite.displayPath, line, column, length: Math.max(1, text.length) },
  }))
}

function read(suite: Suite, text: string): CheckedAssertion['assertion'] {
  const parsed = parseAssertion(text)
  if (parsed.ok) return parsed.assertion
  const { message, hint } = parsed.problem
  const details = hint === null ? {} : { hint }
  throw new PawlError('suite-invalid', `${suite.displayPath}: assertion "${text}": ${message}`, details)
}

/** Every trial that was run, those of known_failing cases included. */
function countTrials(
  observed: readonly ObservedCase[],
  plannedTrials: GateInput['plannedTrials'],
): TrialCounts {
  let planned = 0
  for (const {
    case: { id },
  } of observed)
    planned += plannedTrials.get(id) ?? 0
  const counts = outcomesOf({ trials: observed.flatMap(({ trials }) => trials) })
  return {
    planned,
    passed: counts.pass,
    failed: counts.fail,
    errored: counts.error,
    unscored: counts.unscored,
  }
}
