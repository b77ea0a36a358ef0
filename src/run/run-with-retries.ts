import { setTimeout as delay } from 'node:timers/promises'
import { derivedRandom } from '../model/random.ts'
import type { RunOptions } from './options.ts'
import type { PlannedTrial } from './plan.ts'
import { RETRIES, RETRY_PAUSE_MS } from './retries.ts'
import { retryPauseMs } from './retry-pause.ts'
import type { Tally } from './tally.ts'
import { runTrial, type TrialRun, type TrialRunner } from './trial.ts'

/** How trouble of the provider is met, be it the agent's call or a judge's. */
export const retrying = ({ retryPauseMs: pauseMs = RETRY_PAUSE_MS }: Pick<RunOptions, 'retryPauseMs'>) => ({
  retries: RETRIES,
  pauseMs,
})

/** The provider's trouble is not the agent's: such a trial is run again, and every attempt is paid for. */
export async function runWithRetries(
  planned: PlannedTrial,
  runner: TrialRunner,
  tally: Tally,
  options: RunOptions,
): Promise<{ run: TrialRun; retriedCostUsd: number | null }> {
  const { signal, seed } = options
  const { retries, pauseMs: usualMs } = retrying(options)
  let retriedCostUsd: number | null = 0
  for (let attempt = 1; ; attempt++) {
    const run = await runTrial(planned, attempt, runner)
    const { end } = run.trajectory
    const again = end.kind === 'error' && end.transient && !runner.responses.virtual && attempt <= retries
    if (!again || signal.aborted) return { run, retriedCostUsd }
    const costUsd = tally.costOf(run.trajectory)
    retriedCostUsd = retriedCostUsd === null || costUsd === null ? null : retriedCostUsd + costUsd
    const { case: item, trial } = planned
    const chance = derivedRandom(seed, runner.suite.name, item.id, trial, 'retry', attempt)
    const pauseMs = retryPauseMs(run.trajectory, attempt, usualMs, chance)
    await delay(pauseMs, undefined, { signal }).catch(() => {})
  }
}
