import type { RoundsRun } from './finished.ts'
import type { OpenRun } from './open-run.ts'
import type { RoundsHook } from './options.ts'
import { type PlannedTrial, roundsOf } from './plan.ts'

/** Runs one round after the other until the hook has had enough. A round that was interrupted is not asked about. */
export async function runRounds(
  run: Pick<OpenRun, 'plan' | 'results'>,
  hook: RoundsHook,
  runLeft: (trials: readonly PlannedTrial[]) => Promise<void>,
  signal: AbortSignal,
): Promise<RoundsRun> {
  const rounds = roundsOf(run.plan)
  let ran = 0
  for (const round of rounds) {
    await runLeft(round)
    if (signal.aborted) break
    ran++
    if (hook.afterRound(ran, run.results(ran)) === 'stop') break
  }
  const trialsLeft = rounds.slice(ran).reduce((sum, { length }) => sum + length, 0)
  return { ran, planned: rounds.length, trialsLeft }
}
