import type { ExpectationScore, TrialResult } from '../expect/types.ts'
import type { CaseSummary } from '../gate/types.ts'
import type { Case } from '../suite/types.ts'
import type { RenderOptions, SuiteReport } from './types.ts'
import { executed, OUTCOME_WORDS, ownWords } from './words.ts'

/** Trials of one case that went wrong in the same way. */
export interface ReasonGroup {
  readonly first: TrialResult
  readonly trials: readonly TrialResult[]
}

/** A case with trials that are not a pass. */
export interface FailedCase {
  readonly summary: CaseSummary
  /** `null` when the suite no longer has the case. */
  readonly source: Case | null
  /** In trial order. */
  readonly trials: readonly TrialResult[]
  /** Largest first. */
  readonly groups: readonly ReasonGroup[]
}

/** The cases to explain, in the suite's order. Known failures are left out: they are expected. */
export function failedCases(report: SuiteReport): FailedCase[] {
  const byCase = Map.groupBy(
    report.results.filter((result) => result.outcome !== 'pass'),
    (result) => result.case,
  )
  const sources = casesById(report)
  return report.verdict.cases.flatMap((summary) => {
    const trials = byCase.get(summary.id)
    if (trials === undefined || summary.status === 'known_failing') return []
    return [{ summary, source: sources.get(summary.id) ?? null, trials, groups: groupByReason(trials) }]
  })
}

export const casesById = ({ suite }: SuiteReport): ReadonlyMap<string, Case> =>
  new Map(suite.cases.map((source) => [source.id, source]))

function groupByReason(trials: readonly TrialResult[]): ReasonGroup[] {
  const groups = [...Map.groupBy(trials, signature).values()].flatMap((same) => {
    const first = same[0]
    return first === undefined ? [] : [{ first, trials: same }]
  })
  return groups.sort((a, b) => b.trials.length - a.trials.length)
}

/** A reason that names its own trial is the reason of its like. */
function signature(result: TrialResult): string {
  const own = `${result.case}#${result.trial}`
  const why = reasons(result).map(({ label, reason, line }) => [label, reason.replaceAll(own, '#'), line])
  return JSON.stringify([result.outcome, result.code, why])
}

/** One thing that went wrong in a trial, in words and with its place in the suite; nothing is sanitised yet. */
export interface Explanation {
  readonly label: string
  readonly reason: string
  readonly line: number | null
  readonly column: number | null
}

/**
 * Why a trial is not a pass: how it ended when that is the reason, then every expectation that failed, then what the
 * agent wrote to stderr.
 */
export function explain(result: TrialResult): Explanation[] {
  if (result.outcome === 'pass') return []
  const { stderr } = result
  const said = stderr === undefined ? [] : [{ label: 'stderr', reason: stderr, line: null, column: null }]
  return [...reasons(result), ...said]
}

function reasons(result: TrialResult): Explanation[] {
  const missed = result.expectations.filter(({ holds }) => !holds)
  const failing = missed.map(explainExpectation)
  if (failedByScore(result, missed)) {
    return [{ label: 'min_score', reason: result.reason ?? '', line: null, column: null }, ...failing]
  }
  const ending = result.code !== null || failing.length === 0
  if (!ending) return failing
  const label = result.code ?? OUTCOME_WORDS[result.outcome]
  return [{ label, reason: result.reason ?? 'no reason was given', line: null, column: null }, ...failing]
}

/** Whether no expectation of its own failed the trial, but all the optional ones together. */
const failedByScore = (
  { outcome, code, reason }: TrialResult,
  missed: readonly ExpectationScore[],
): boolean =>
  outcome === 'fail' &&
  code === null &&
  reason !== null &&
  missed.some(({ required }) => !required) &&
  missed.every(({ required, unknown }) => !required || unknown === true)

/** What stands beside no line of the suite is how the trial ended, in the harness's words. */
export const reasonOf = ({ reason, line }: Explanation, options: RenderOptions): string =>
  line === null ? ownWords(reason, options) : reason

/** An expectation with its turn and, where it holds in part, its degree. */
export function explainExpectation(expectation: ExpectationScore): Explanation {
  const turn = expectation.turn === null ? '' : `turn ${expectation.turn}: `
  const { score, unknown, reason, line, column } = expectation
  const degree = unknown ? ' (cannot be told)' : score > 0 && score < 1 ? ` (score ${score.toFixed(2)})` : ''
  return { label: `${turn}${expectation.text}${degree}`, reason, line, column }
}

export interface KnownFailure {
  readonly id: string
  readonly passed: number
  readonly trials: number
  readonly reason: string
  readonly until: string | null
}

/** The cases that run and are shown, and do not count. */
export function knownFailures(report: SuiteReport): KnownFailure[] {
  const sources = casesById(report)
  return report.verdict.cases.flatMap((summary) => {
    if (summary.status !== 'known_failing') return []
    const { id, passed } = summary
    const known = sources.get(id)?.knownFailing
    const { reason, until } = known ?? { reason: '', until: null }
    return [{ id, passed, trials: executed(summary), reason, until }]
  })
}
