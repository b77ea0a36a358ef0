import type { Case, Suite } from '../suite/types.ts'
import { judgeAssertions } from './assertions.ts'
import { summarizeCase } from './case-summary.ts'
import { compareSides, differencesOf } from './comparison/compare.ts'
import { pairCases } from './comparison/pairs.ts'
import { decideGate } from './decide.ts'
import { observedValue } from './estimate.ts'
import { groupsOf } from './groups.ts'
import { estimateOf } from './metrics.ts'
import { observe } from './observe.ts'
import { readAssertions } from './read-assertions.ts'
import { judgeByRounds, type Looked, type Looks, openLooks, roundNotes } from './rounds.ts'
import { type Sample, sampleOf } from './sample.ts'
import type { GateInput, Verdict } from './types.ts'
import { unsteadyCases } from './unsteady.ts'

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
  const pairing = against === null ? null : pairCases(observed, against.baseline, suite.cases)
  const differences = against === null ? NOTHING : differencesOf(against)
  const { escalationTools } = suite
  const scene = { whole, pairing, escalationTools }
  const decided = decideGate({
    ...input,
    mishaps: [...input.mishaps, ...differences.refused],
    observed,
    asserted:
      input.rounds === null
        ? judgeAssertions(checked, scene, input)
        : judgeByRounds(
            { ...input, assertions: checked, most: input.rounds.most },
            input.results,
            input.rounds.done,
          ),
    maxErrors: suite.maxErrors,
    early: input.rounds !== null && input.rounds.done < input.rounds.most,
    displayPath: suite.displayPath,
  })
  const asked = checked.map(({ assertion }) => assertion.metric)
  return {
    ...decided,
    groups: groupsOf(whole, { escalationTools, asked }),
    cases: observed.map(summarizeCase),
    comparison:
      against === null || pairing === null ? null : compareSides(pairing, against.baseline, escalationTools),
    notes: [
      ...decided.notes,
      ...(input.rounds === null || input.interrupted
        ? []
        : roundNotes(input.rounds, decided.assertions, costPerTrial(whole))),
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

function inSuiteOrder(suite: Suite, cases: readonly Case[]): readonly Case[] {
  const place = new Map(suite.cases.map(({ id }, index) => [id, index]))
  const last = suite.cases.length
  return [...cases].sort((a, b) => (place.get(a.id) ?? last) - (place.get(b.id) ?? last))
}

/** The looks at a run that may end between rounds. */
export const looksAt = (input: Omit<Looked, 'assertions'> & Pick<GateInput, 'assertions'>): Looks =>
  openLooks({ ...input, assertions: readAssertions(input.suite, input.assertions) })
