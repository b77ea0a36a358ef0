import { derivedRandom, shuffled } from '../model/random.ts'
import type { Suite } from '../suite/index.ts'
import type { FinishedRun } from './finished.ts'
import { type OpenRun, openRun } from './open-run.ts'
import type { RunOptions } from './options.ts'
import { type PlannedTrial, planRun } from './plan.ts'
import { forEachConcurrently, oneAfterTheOther } from './pool.ts'
import { type Reached, withAgents } from './reach.ts'

/** One of several agents that are held against each other on the same cases. */
export interface Variant extends Pick<RunOptions, 'recording' | 'placed'> {
  /** What tells it from the others, and its run from theirs. */
  readonly label: string
  readonly suite: Suite
}

export interface FinishedVariant extends Pick<Variant, 'label' | 'suite'> {
  readonly run: FinishedRun
}

/** The same for all of them; a run of several agents is never gone on with, nor ended early. */
export type VariantsOptions = Omit<RunOptions, 'resume' | 'rounds' | 'label' | 'recording' | 'placed'>

/**
 * Runs variants of a suite at the same time, trial by trial: whatever drifts meanwhile (the provider, this machine)
 * touches all of them alike. Each has a run of its own, with the same selection and seed; none begins before the
 * agents of all are open.
 */
export async function runVariants(
  variants: readonly Variant[],
  options: VariantsOptions,
): Promise<readonly FinishedVariant[]> {
  const planned = variants.map((variant) => ({
    ...variant,
    plan: planRun(variant.suite, options.selection, options.seed),
  }))
  return await withAgents(planned, options, async (reached) => {
    const runs: OpenRun[] = []
    try {
      for (const each of reached) runs.push(await openRun(each, optionsOf(each, options)))
      await runInterleaved(runs, options)
      const finished: FinishedVariant[] = []
      for (const [index, { label, suite }] of variants.entries()) {
        const run = await runs[index]?.finish(null)
        if (run) finished.push({ label, suite, run })
      }
      return finished
    } finally {
      await Promise.all(runs.map((run) => run.close()))
    }
  })
}

const optionsOf = (
  { label, recording, placed }: Variant & Reached,
  options: VariantsOptions,
): RunOptions => ({
  ...options,
  resume: null,
  label,
  ...(recording === undefined ? {} : { recording }),
  ...(placed === undefined ? {} : { placed }),
})

interface NextTrial {
  readonly planned: PlannedTrial
  readonly run: (planned: PlannedTrial) => Promise<void>
}

/**
 * One pool for all. Trials start in order, so a variant that runs one trial at a time holds the others to its pace:
 * none is ahead by more than the pool holds.
 */
async function runInterleaved(
  runs: readonly OpenRun[],
  { seed, concurrency, signal }: VariantsOptions,
): Promise<void> {
  const lanes = runs.map(({ plan, runTrial, concurrency: most }) => ({
    trials: plan.trials,
    run: most < concurrency ? oneAfterTheOther(runTrial, signal) : runTrial,
  }))
  const longest = Math.max(0, ...lanes.map(({ trials }) => trials.length))
  const orders = ordersOf(lanes, seed)
  const next: NextTrial[] = []
  for (let index = 0; index < longest; index++) {
    for (const { trials, run } of orders(index)) {
      const planned = trials[index]
      if (planned) next.push({ planned, run })
    }
  }
  await forEachConcurrently(next, concurrency, signal, ({ planned, run }) => run(planned))
}

/** Drawn for every other trial and turned round for the next: of any two each comes first as often as the other. */
function ordersOf<T>(items: readonly T[], seed: number): (index: number) => readonly T[] {
  const random = derivedRandom(seed, 'variants')
  let drawn: readonly T[] = items
  return (index) => {
    drawn = index % 2 === 0 ? shuffled(items, random) : drawn.toReversed()
    return drawn
  }
}
