import type { Diagnostic, SourceSpan } from '../errors.ts'
import { codeFrame } from '../suite/frame.ts'
import { readSource, type SourceFile } from '../suite/source.ts'
import { didYouMean, suggestion } from '../suite/suggest.ts'
import type { AssertionSource, Case, Suite, SuiteAssertions } from '../suite/types.ts'
import type { Assertion, Condition, Problem, ProblemCode } from './language.ts'
import { parseAssertion } from './parse.ts'
import { selects } from './select.ts'
import { unmeasuredIn } from './unmeasured.ts'

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

const WARNINGS = ['assertion-duplicate', 'assertion-unmeasured'] as const

type WarningCode = (typeof WARNINGS)[number]

type CheckCode = ProblemCode | 'assertion-selects-nothing' | 'assertion-k' | WarningCode

type Mistake = Omit<Problem, 'code'> & { readonly code: CheckCode }

/** For the code frames; read only when there is a mistake to show. */
type ReadFile = (file: SuiteAssertions) => SourceFile | null

interface Misplaced {
  readonly at: AssertionSource
  readonly mistake: Mistake
}

/** All mistakes of a suite's assertions at once, each at its place in the suite file. */
export function checkAssertions(
  suite: Suite,
  cases: readonly Case[] = suite.cases,
  read: ReadFile = readSuite,
): Checked {
  const scripted = suite.responses === 'script' ? cases : []
  return check(
    suite,
    (assertion, text) =>
      misfit(assertion, text, cases, suite.trials) ?? unmeasured(assertion, text, scripted),
    read,
  )
}

/** The mistakes that show without the cases: all that can be told of a suite that has errors elsewhere. */
export function checkAssertionTexts(
  file: SuiteAssertions,
  read: ReadFile = readSuite,
): readonly Diagnostic[] {
  return check(file, () => null, read).diagnostics
}

function check(
  file: SuiteAssertions,
  misfitOf: (assertion: Assertion, text: string) => Mistake | null,
  read: ReadFile,
): Checked {
  const assertions: CheckedAssertion[] = []
  const mistakes: Misplaced[] = []
  const seen = new Map<string, AssertionSource>()
  for (const at of file.assert) {
    const parsed = parseAssertion(at.text)
    const mistake = parsed.ok ? misfitOf(parsed.assertion, at.text) : parsed.problem
    if (mistake !== null) mistakes.push({ at, mistake })
    if (!parsed.ok || (mistake !== null && !isWarning(mistake))) continue
    const first = seen.get(identity(parsed.assertion))
    if (first !== undefined) mistakes.push({ at, mistake: duplicate(at, first) })
    else seen.set(identity(parsed.assertion), at)
    assertions.push({ assertion: parsed.assertion, span: spanOf(file, at, 0, at.text.length) })
  }
  if (mistakes.length === 0) return { assertions, diagnostics: [] }
  const source = read(file)
  const diagnostics = mistakes.map(({ at, mistake }) => diagnosticOf(file, source, at, mistake))
  return { assertions, diagnostics }
}

const isWarning = ({ code }: Mistake): boolean => WARNINGS.some((warning) => warning === code)

function readSuite({ path, displayPath }: SuiteAssertions): SourceFile | null {
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
  if (counted.length === 0) return selectsNothing(text, selector, cases, selected.length > 0)
  const { k } = metric
  const short = k === null ? undefined : counted.find(({ trials }) => (trials ?? suiteTrials) < k)
  if (short === undefined) return null
  const planned = short.trials ?? suiteTrials
  const message = `${metric.name} needs at least ${k} trials of each case; ${short.id} has ${planned}`
  const place = { offset: text.indexOf(metric.name), length: metric.name.length }
  return { code: 'assertion-k', message, hint: 'raise `trials:` or lower k', ...place }
}

/** A script that leaves out what an assertion is about makes a run that could not be evaluated. */
function unmeasured({ metric, selector }: Assertion, text: string, cases: readonly Case[]): Mistake | null {
  const counted = cases.filter((item) => item.knownFailing === null && selects(selector, item))
  const found = unmeasuredIn(metric, counted)
  if (found === null) return null
  const place = { offset: text.indexOf(metric.name), length: metric.name.length }
  return { code: 'assertion-unmeasured', ...found, ...place }
}

function selectsNothing(
  text: string,
  selector: readonly Condition[],
  cases: readonly Case[],
  someKnownFailing: boolean,
): Mistake {
  const from = selector.length > 0 ? text.indexOf('(') : 0
  const message = someKnownFailing
    ? 'only known_failing cases are selected, and those do not count'
    : 'no case of this suite is selected'
  return {
    code: 'assertion-selects-nothing',
    message,
    hint: someKnownFailing ? null : meantSelector(selector, cases),
    offset: from,
    length: (selector.length > 0 ? closing(text, from) : text.length) - from,
  }
}

/** The tag or case that was probably meant, of the first condition that no case meets. */
function meantSelector(selector: readonly Condition[], cases: readonly Case[]): string {
  const unmet = selector.find((condition) => !cases.some((candidate) => selects([condition], candidate)))
  const near = unmet && nearCondition(unmet, cases)
  return near ?? 'an assertion over no cases proves nothing: check the tag or the case'
}

function nearCondition(condition: Condition, cases: readonly Case[]): string | null {
  switch (condition.kind) {
    case 'tag':
      return suggestion(condition.tag, [...new Set(cases.flatMap(({ tags }) => tags))].sort())
    case 'case':
      return didYouMean(
        condition.glob,
        cases.map(({ id }) => id),
      )
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

function spanOf(file: SuiteAssertions, at: AssertionSource, offset: number, length: number): SourceSpan {
  return { file: file.displayPath, line: at.line, column: at.column + offset, length: Math.max(1, length) }
}

function diagnosticOf(
  file: SuiteAssertions,
  source: SourceFile | null,
  at: AssertionSource,
  mistake: Mistake,
): Diagnostic {
  const span = spanOf(file, at, mistake.offset, mistake.length)
  const { code, message, hint } = mistake
  const severity = isWarning(mistake) ? 'warning' : 'error'
  const frame = source === null ? '' : codeFrame(source, span.line, span.column, span.length)
  return { code, severity, message, hint, span, frame }
}
