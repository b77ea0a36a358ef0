import type { Suite } from '../../suite/types.ts'
import { type CheckedAssertion, checkAssertions } from '../check.ts'
import { parseAssertion } from '../parse.ts'
import { DEFAULT_ASSERTION } from '../read-assertions.ts'

/** The assertions of a suite that are without a mistake, or the one that a suite without any asks for. */
export function assertionsOf(suite: Suite): readonly CheckedAssertion[] {
  if (suite.assert.length > 0) return checkAssertions(suite).assertions
  const parsed = parseAssertion(DEFAULT_ASSERTION)
  return parsed.ok ? [{ assertion: parsed.assertion, span: null }] : []
}
