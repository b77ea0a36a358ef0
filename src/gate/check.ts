import type { Diagnostic, SourceSpan } from '../errors.ts'
import { codeFrame } from '../suite/frame.ts'
import { readSource, type SourceFile } from '../suite/source.ts'
import type { AssertionSource, Case, Suite } from '../suite/types.ts'
import type { Assertion, Problem, ProblemCode } from './language.ts'
import { parseAssertion } from './parse.ts'
import { selects } from './select.ts'

/** An assertion that can be judged, and where it stands; `null` for one that the suite does not spell out. */
export interface CheckedAssertion {
  readonly assertion: Assertion
  readonly span: SourceSpan | null
}

export interface Checked {
  /** Those without a mistake, in the order of the suite. */
  readonly assertions: readonly CheckedAssertion[]
  readonly diagnostics: readonly Diagnostic[]
}

type CheckCode = ProblemCode | 'assertion-selects-nothing' | 'assertion-k' | 'assertion-duplicate'

type Mistake = Omit<Problem, 'code'> & { readonly code: CheckCode }

/** For the code frames; read only when there is a mistake to show. */
type ReadFile = (suite: Suite) => SourceFile | null

/** All mistakes of a suite's assertions at once, each at its place in the suite file. */
export function checkAssertions(
  suite: Suite,
  cases: readonly Case[] = suite.cases,
  read: ReadFile = readSuite,
): Checked {
  const assertions: CheckedAssertion[] = []
  const mistakes: { readonly at: AssertionSource; readonly mistake: Mistake }[] = []
  const seen = new Map<string, AssertionSource>()
  for (const at of suite.assert) {
    const parsed = parseAssertion(at.text)
    const mistake = parsed.ok ? misfit(parsed.assertion, at.text, cases, suite.trials) : parsed.problem
    if (mistake !== null) mistakes.push({ at, mistake })
    if (!parsed.ok || mistake !== null) continue
    const first = seen.get(identity(parsed.assertion))
    if (first !== undefined) mistakes.push({ at, mistake: duplicate(at, first) })
    else seen.set(identity(parsed.assertion), at)
    assertions.push({ assertion: parsed.assertion, span: spanOf(suite, at, 0, at.text.length) })
  }
  if (mistakes.length === 0) return { assertions, diagnostics: [] }
  const source = read(suite)
  const diagnostics = mistakes.map(({ at, mistake }) => diagnosticOf(suite, source, at, mistake))
  return { assertions, diagnostics }
}

function readSuite({ path, displayPath }: Suite): SourceFile | null {
  const reading = readSource(path, displayPath)
  return reading.ok ? reading.source : null
}

/** What is wrong with a well-formed assertion in this suite. */
function misfit(
  assertion: Assertion,
  text: string,
  cases: readonly Case[],
  suiteTrials: number,
): Mistake | null {
  const { metric, selector } = assertion
  const selected = cases.filter((candidate) => selects(selector, candidate))
  const counted = selected.filter(({ knownFailing }) => knownFailing === null)
  if (counted.length === 0) return selectsNothing(text, selector.length > 0, selected.length > 0)
  const { k } = metric
  const short = k === null ? undefined : counted.find(({ trials }) => (trials ?? suiteTrials) < k)
  if (short === undefined) return null
  const planned = short.trials ?? suiteTrials
  const message = `${metric.name} needs at least ${k} trials of each case; ${short.id} has ${planned}`
  const place = { offset: text.indexOf(metric.name), length: metric.name.length }
  return { code: 'assertion-k', message, hint: 'raise `trials:` or lower k', ...place }
}

function selectsNothing(text: string, hasSelector: boolean, someKnownFailing: boolean): Mistake {
  const from = hasSelector ? text.indexOf('(') : 0
  const message = someKnownFailing
    ? 'only known_failing cases are selected, and those do not count'
    : 'no case of this suite is selected'
  return {
    code: 'assertion-selects-nothing',
    message,
    hint: someKnownFailing ? null : 'an assertion over no cases proves nothing: check the tag or the case',
    offset: from,
    length: (hasSelector ? closing(text, from) : text.length) - from,
  }
}

/** Just behind the parenthesis that closes the selector; one in quotes does not. */
function closing(text: string, from: number): number {
  const selector = /\((?:"[^"]*"|'[^']*'|[^)"'])*\)/y
  selector.lastIndex = from
  return selector.exec(text) === null ? text.length : selector.lastIndex
}

/** The same for two assertions that claim the same, however they are spaced. */
const identity = ({ text: _, ...rest }: Assertion): string => JSON.stringify(rest)

const duplicate = (at: AssertionSource, first: AssertionSource): Mistake => ({
  code: 'assertion-duplicate',
  message: `the same assertion stands on line ${first.line}`,
  hint: 'remove one of them',
  offset: 0,
  length: at.text.length,
})

function spanOf(suite: Suite, at: AssertionSource, offset: number, length: number): SourceSpan {
  return { file: suite.displayPath, line: at.line, column: at.column + offset, length: Math.max(1, length) }
}

function diagnosticOf(
  suite: Suite,
  source: SourceFile | null,
  at: AssertionSource,
  mistake: Mistake,
): Diagnostic {
  const span = spanOf(suite, at, mistake.offset, mistake.length)
  const { code, message, hint } = mistake
  const severity = code === 'assertion-duplicate' ? 'warning' : 'error'
  const frame = source === null ? '' : codeFrame(source, span.line, span.column, span.length)
  return { code, severity, message, hint, span, frame }
}
