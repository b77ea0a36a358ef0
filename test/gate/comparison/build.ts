import type { TrialResult } from '../../../src/expect/types.ts'
import type { BaselineSide } from '../../../src/gate/comparison/types.ts'
import { judge } from '../../../src/gate/judge.ts'
import type { Against, AssertionReport, GateInput, Verdict } from '../../../src/gate/types.ts'
import type { Case } from '../../../src/suite/types.ts'
import { caseOf, inputOf, suiteOf, trialsOf } from '../build.ts'

/** Two runs of the same cases: letters by case, as `{ refund: 'PPPF' }`. */
export type Letters = Readonly<Record<string, string>>

/** Trials of a side, each an observation that the other side has not. */
export const resultsOf = (
  side: string,
  letters: Letters,
  over: (trial: number, id: string) => Partial<TrialResult> = () => ({}),
): readonly TrialResult[] =>
  Object.entries(letters).flatMap(([id, trials]) =>
    trialsOf(id, trials).map((result) => ({
      ...result,
      sample: `${side}-${result.trial}`,
      ...over(result.trial, id),
    })),
  )

export function baselineOf(results: readonly TrialResult[], over: Partial<BaselineSide> = {}): BaselineSide {
  const ids = [...new Set(results.map((result) => result.case))]
  return {
    label: 'evals/baselines/shop.json',
    suiteHash: 'hash-suite',
    agent: 'agent.ts',
    agentFingerprint: 'agent-1',
    models: ['claude-haiku-4-5'],
    cases: ids.map((id) => ({ id, hash: `hash-${id}` })),
    results,
    ...over,
  }
}

export const against = (baseline: BaselineSide, over: Partial<Against> = {}): Against => ({
  baseline,
  facts: {
    suiteHash: 'hash-suite',
    agent: 'agent.ts',
    agentFingerprint: 'agent-1',
    models: ['claude-haiku-4-5'],
  },
  requireSame: [],
  differing: [],
  ...over,
})

/** Judges the second run against the first. */
export function judgeAgainst(
  before: readonly TrialResult[],
  now: readonly TrialResult[],
  assertions: readonly string[] = ['success_rate no_worse_than baseline'],
  over: Partial<GateInput> & { readonly cases?: readonly Case[] } = {},
): Verdict {
  const ids = [...new Set(now.map((result) => result.case))]
  const suite = suiteOf(over.cases ?? ids.map((id) => caseOf(id)))
  return judge(inputOf(suite, now, assertions, { against: against(baselineOf(before)), ...over }))
}

export const first = ({ assertions: [report] }: Verdict): AssertionReport => {
  if (report === undefined) throw new Error('expected an assertion')
  return report
}

/** `count` cases of the same letters: `case-0`, `case-1`, … */
export const cases = (count: number, letters: string): Letters =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`case-${index}`, letters]))
