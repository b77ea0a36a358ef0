import { type GateInput, judge, summarize } from '../gate/index.ts'
import type { SuiteReport } from '../report/index.ts'

/** What a report says of a run beside its verdict. */
export interface RunFacts
  extends Pick<SuiteReport, 'runId' | 'runDir' | 'seed' | 'responses' | 'warnings' | 'rerun' | 'partial'> {
  readonly models: readonly string[]
  readonly agent: string
}

/** Judges a run and puts together all that a reporter may show of it. */
export function reportOf(input: GateInput, { models, agent, ...facts }: RunFacts): SuiteReport {
  const { suite, results } = input
  const { runId, seed, responses } = facts
  const verdict = judge(input)
  const summary = summarize({ suite: suite.name, runId, seed, responses, models, agent }, verdict)
  return { suite, ...facts, summary, verdict, results }
}
