import { assertionsFor, looksAt } from '../gate/index.ts'
import { planRun, type RoundsHook } from '../run/index.ts'
import { againstOf, type Held, plannedIn } from './run-report.ts'
import type { RunSettings, SuitePart } from './run-settings.ts'

/** Ends a run after the round with which all of its assertions are decided: the gate looks after each. */
export function adaptiveRounds(
  { suite, selection }: SuitePart,
  baseline: Held | null,
  { seed, failOnInconclusive }: RunSettings,
): RoundsHook {
  const plan = planRun(suite, selection, seed)
  const { assertions } = assertionsFor(suite, plan.cases, selection.trial !== null)
  // Who the agent is changes nothing about when it is decided.
  const facts = { suiteHash: suite.hash, agent: null, agentFingerprint: null, models: [] }
  const looks = looksAt({
    suite,
    cases: plan.cases,
    assertions,
    against: againstOf(suite, selection, baseline, facts),
    most: Math.max(0, ...plannedIn(plan).values()),
    failOnInconclusive,
  })
  return {
    afterRound(_, results) {
      looks.next(results)
      return looks.reports().some(({ open }) => open) ? 'go_on' : 'stop'
    },
  }
}
