import { dirname } from 'node:path'
import type { Suite } from '../suite/index.ts'
import type { Target } from '../target/index.ts'
import { commitOf } from './commit.ts'
import type { RoundsHook } from './options.ts'
import { isWhole, type Plan, roundsOf, type Selection } from './plan.ts'
import type { RunFacts, StoredCase } from './run-info.ts'

export interface FactsOptions {
  readonly selection: Selection
  readonly env: Readonly<Record<string, string | undefined>>
  /** Set where the run may end between rounds. */
  readonly rounds?: RoundsHook
  /** Which of several agents it runs. */
  readonly label?: string
}

/** What a run's numbers cannot be read without, as it is when the run begins. */
export function factsOf(
  { suite, plan, target }: { readonly suite: Suite; readonly plan: Plan; readonly target: Target },
  { selection, env, rounds, label }: FactsOptions,
): RunFacts {
  const cases = plan.cases.map(({ id, hash, tags, knownFailing, mustPass }): [string, StoredCase] => [
    id,
    { hash, tags, knownFailing: knownFailing !== null, mustPass },
  ])
  return {
    suitePath: suite.displayPath,
    cases: Object.fromEntries(cases),
    whole: isWhole(suite, plan, selection),
    prices: suite.prices,
    model: target.model,
    escalationTools: suite.escalationTools,
    maxErrors: suite.maxErrors,
    variant: label ?? null,
    mostRounds: rounds === undefined ? null : roundsOf(plan).length,
    revision: commitOf(dirname(suite.path), env),
  }
}
