import type { Suite } from '../suite/index.ts'
import type { FinishedRun, RoundsRun } from './finished.ts'
import { type OpenRun, openRun } from './open-run.ts'
import type { RunOptions } from './options.ts'
import { type PlannedTrial, planRun } from './plan.ts'
import { forEachConcurrently } from './pool.ts'
import { withAgents } from './reach.ts'
import { runRounds } from './rounds.ts'

/** Runs a suite's trials, writes each to the journal as it ends, and gives all results. */
export async function runSuite(suite: Suite, options: RunOptions): Promise<FinishedRun> {
  const planned = { suite, plan: planRun(suite, options.selection, options.seed) }
  return await withAgents([planned] as const, options, async ([reached]) => {
    const run = await openRun(reached, options)
    try {
      return await run.finish(await runAll(run, options))
    } finally {
      await run.close()
    }
  })
}

async function runAll(run: OpenRun, { rounds, signal }: RunOptions): Promise<RoundsRun | null> {
  const runLeft = (trials: readonly PlannedTrial[]) =>
    forEachConcurrently(trials.filter(run.isLeft), run.concurrency, signal, run.runTrial)
  if (rounds) return await runRounds(run, rounds, runLeft, signal)
  await runLeft(run.plan.trials)
  return null
}
