import type { AssertionSource, Case, Suite } from '../suite/types.ts'
import { checkAssertions } from './check.ts'
import { DEFAULT_ASSERTION } from './read-assertions.ts'

export interface Applicable {
  readonly assertions: readonly AssertionSource[]
  /** What was left out and why, for the user. */
  readonly skipped: readonly string[]
}

function alone({ length }: Suite['assert']): string {
  const left = length === 1 ? 'the assertion' : `the ${length} assertions`
  return `a single trial is judged by whether it passes, and not by ${left} of the suite`
}

/**
 * The assertions that the cases of a run can answer. A single trial that is seen again, and a selection that no
 * assertion is about, are judged by whether every trial passed: a filter never turns anything green.
 */
export function assertionsFor(suite: Suite, cases: readonly Case[], single: boolean): Applicable {
  const all = {
    text: DEFAULT_ASSERTION,
    line: suite.assert[0]?.line ?? 1,
    column: suite.assert[0]?.column ?? 1,
  }
  if (single) return { assertions: [all], skipped: suite.assert.length === 0 ? [] : [alone(suite.assert)] }
  if (cases.every(({ knownFailing }) => knownFailing !== null)) {
    return { assertions: [all], skipped: ['only known_failing cases were run, and those do not count'] }
  }
  if (cases.length === suite.cases.length) return { assertions: suite.assert, skipped: [] }
  const applies = (source: AssertionSource) =>
    checkAssertions({ ...suite, assert: [source] }, cases).assertions.length > 0
  const assertions = suite.assert.filter(applies)
  const skipped = suite.assert
    .filter((source) => !assertions.includes(source))
    .map(({ text }) => `not evaluated, for it selects none of the cases that were run: ${text}`)
  return { assertions: assertions.length > 0 ? assertions : [all], skipped }
}
