import type { BaselineSide } from '../gate/comparison/types.ts'
import { assertionsFor, judge } from '../gate/index.ts'
import { planRun, type RoundsHook } from '../run/index.ts'
import type { Io } from './io.ts'
import { againstOf, plannedIn } from './run-report.ts'
import type { RunSettings, SuitePart } from './run-settings.ts'

/** Ends a run after the round with which all of its assertions are decided: the gate is asked after each. */
export function adaptiveRounds(
  { suite, selection }: SuitePart,
  baseline: BaselineSide | null,
  settings: RunSettings,
  io: Io,
): RoundsHook {
  const plan = planRun(suite, selection, settings.seed)
  const most = Math.max(0, ...plannedIn(plan).values())
  const { assertions } = assertionsFor(suite, plan.cases, selection.trial !== null)
  // Who the agent is changes nothing about when it is decided.
  const facts = { suiteHash: suite.hash, agent: null, agentFingerprint: null, models: [] }
  const against = againstOf(
    { ...suite, baseline: { ...suite.baseline, requireSame: [] } },
    selection,
    baseline,
    facts,
  )
  return {
    afterRound(done, results) {
      const verdict = judge({
        suite,
        cases: plan.cases,
        plannedTrials: new Map([...plannedIn(plan)].map(([id, trials]) => [id, Math.min(trials, done)])),
        results,
        assertions,
        failOnInconclusive: settings.failOnInconclusive,
        interrupted: false,
        mishaps: [],
        today: io.now().toISOString().slice(0, 10),
        against,
        rounds: { done, most, trialsLeft: 0 },
      })
      return verdict.assertions.some(({ open }) => open) ? 'go_on' : 'stop'
    },
  }
}
