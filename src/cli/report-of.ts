import { worseCases } from '../gate/comparison/cases.ts'
import { type GateInput, judge, summarize } from '../gate/index.ts'
import type { SuiteReport } from '../report/index.ts'
import type { Secrets } from '../secrets/index.ts'
import { divergencesBetween, entriesIn, type ReadEntries } from './stored/divergences.ts'

/** What a report says of a run beside its verdict. */
export interface RunFacts
  extends Pick<
    SuiteReport,
    'variant' | 'runId' | 'runDir' | 'seed' | 'responses' | 'warnings' | 'rerun' | 'partial'
  > {
  readonly models: readonly string[]
  readonly agent: string
  /** Trials of the runs that it is held against; `null` where there are none. */
  readonly baselineEntries: ReadEntries | null
}

/**
 * Judges a run and puts together all that a reporter may show of it. Credentials go here, before any reporter cuts or
 * breaks a line inside one.
 */
export function reportOf(
  input: GateInput,
  { models, agent, warnings, baselineEntries, ...facts }: RunFacts,
  secrets: Secrets,
): SuiteReport {
  const { suite, results } = input
  const { runId, seed, responses } = facts
  const verdict = judge(input)
  const summary = summarize({ suite: suite.name, runId, seed, responses, models, agent }, verdict)
  const shown = <Value>(value: Value): Value => secrets.redact(value).value
  return {
    suite,
    ...facts,
    summary: shown(summary),
    verdict: shown(verdict),
    warnings: shown(warnings),
    // Read from journals, which hold no credentials.
    divergences: divergencesBetween(
      verdict.comparison === null ? [] : worseCases(verdict.comparison),
      baselineEntries ?? (() => []),
      entriesIn([facts.runDir]),
    ),
    // A pass that has kept no expectation says nothing of the agent's.
    results: results.map((result) =>
      result.reason === null && result.expectations.length === 0 ? result : shown(result),
    ),
  }
}
