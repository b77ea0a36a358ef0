import type { TrialResult } from '../../../src/expect/types.ts'
import type { ResampledGate, RunToResample } from '../../../src/gate/aa/index.ts'
import { readAssertions } from '../../../src/gate/read-assertions.ts'
import type { CaseRef } from '../../../src/suite/types.ts'
import { caseOf, sources } from '../build.ts'
import { type Letters, resultsOf } from '../comparison/build.ts'

/** A run of these letters; its answers are its own. */
export function runOf(
  id: string,
  letters: Letters,
  over: (trial: number, id: string) => Partial<TrialResult> = () => ({}),
  cases: readonly CaseRef[] = Object.keys(letters).map((each) => caseOf(each)),
): RunToResample {
  return { id, startedAt: '2026-06-15T08:00:00.000Z', cases, results: resultsOf(id, letters, over) }
}

const FILE = { displayPath: 'evals/shop.eval.yaml' }

export function gateOf(
  assertions: readonly string[],
  added: readonly string[] = [],
  over: Partial<ResampledGate> = {},
): ResampledGate {
  const read = (texts: readonly string[]) =>
    texts.length === 0 ? [] : readAssertions(FILE, sources(...texts))
  return {
    assertions: read(assertions),
    added: read(added),
    escalationTools: null,
    maxErrors: 0.02,
    failOnInconclusive: false,
    today: '2026-06-15',
    ...FILE,
    ...over,
  }
}
