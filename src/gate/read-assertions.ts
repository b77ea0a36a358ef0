import { PawlError } from '../errors.ts'
import type { AssertionSource, Suite } from '../suite/types.ts'
import type { CheckedAssertion } from './check.ts'
import { parseAssertion } from './parse.ts'

/** What a suite without `assert:` asks for. */
export const DEFAULT_ASSERTION = 'success_rate >= 100%'

type SuiteFile = Pick<Suite, 'displayPath'>

/**
 * A suite's assertions; the default one where it has none.
 * @throws PawlError `suite-invalid` for one that cannot be read; `checkAssertions` finds those before a run
 */
export function readAssertions(
  suite: SuiteFile,
  sources: readonly AssertionSource[],
): readonly CheckedAssertion[] {
  if (sources.length === 0) return [{ assertion: read(suite, DEFAULT_ASSERTION), span: null }]
  return sources.map(({ text, line, column }) => ({
    assertion: read(suite, text),
    span: { file: suite.displayPath, line, column, length: Math.max(1, text.length) },
  }))
}

function read(suite: SuiteFile, text: string): CheckedAssertion['assertion'] {
  const parsed = parseAssertion(text)
  if (parsed.ok) return parsed.assertion
  const { message, hint } = parsed.problem
  const details = hint === null ? {} : { hint }
  throw new PawlError('suite-invalid', `${suite.displayPath}: assertion "${text}": ${message}`, details)
}
