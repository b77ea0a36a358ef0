import { plural } from './assertion-text.ts'
import { formatValue } from './format.ts'
import type { ObservedCase } from './observe.ts'
import type { ExitCode, GateInput, TrialCounts } from './types.ts'

/** Why nothing may be decided: never green, and never the agent's fault. */
export interface Obstacle {
  readonly exitCode: Extract<ExitCode, 3 | 130>
  /** Most important first. */
  readonly notes: readonly string[]
}

export interface Execution extends Pick<GateInput, 'interrupted' | 'mishaps' | 'plannedTrials'> {
  readonly trials: TrialCounts
  readonly observed: readonly ObservedCase[]
  /** Share of executed trials that may end without a score. */
  readonly maxErrors: number
}

/** What was executed held against what was planned; `null` when the gate may decide. */
export function obstacleOf(execution: Execution): Obstacle | null {
  const { interrupted, mishaps } = execution
  const notes = [
    ...(interrupted ? ['the run was interrupted before all trials were run'] : []),
    ...mishaps,
    ...notRun(execution),
    ...withoutScore(execution),
  ]
  if (notes.length === 0) return null
  return { exitCode: interrupted ? 130 : 3, notes }
}

const MOST_NAMED = 5

function notRun({ observed, plannedTrials, trials }: Execution): readonly string[] {
  if (observed.every((each) => each.trials.length === 0)) return ['nothing was evaluated: no trial was run']
  const short = observed.flatMap(({ case: { id }, trials: run }) => {
    const planned = plannedTrials.get(id) ?? 0
    return run.length < planned ? [{ id, planned, missing: planned - run.length }] : []
  })
  if (short.length === 0) return []
  const missing = short.reduce((sum, each) => sum + each.missing, 0)
  const named = short.slice(0, MOST_NAMED).map((each) => `${each.id} (${each.missing} of ${each.planned})`)
  if (short.length > MOST_NAMED) named.push(`and ${plural(short.length - MOST_NAMED, 'more case')}`)
  return [`${missing} of ${plural(trials.planned, 'planned trial')} were not run: ${named.join(', ')}`]
}

/** Rounding of a share like .02 must not decide whether 2 of 100 is too many. */
const SLACK = 1e-12

function withoutScore({ trials, maxErrors, observed }: Execution): readonly string[] {
  const bad = trials.errored + trials.unscored
  const executed = trials.passed + trials.failed + bad
  const tooMany = bad > 0 && (bad === executed || bad / executed > maxErrors + SLACK)
  if (!tooMany) return []
  const share =
    bad === executed ? 'none was scored' : `more than max_errors ${formatValue(maxErrors, 'share')}`
  const kinds = [
    ...(trials.errored > 0 ? [`${trials.errored} of ${plural(executed, 'trial')} ended in error`] : []),
    ...(trials.unscored > 0
      ? [`${trials.unscored} of ${plural(executed, 'trial')} could not be scored`]
      : []),
  ]
  return [`${kinds.join(', ')}: ${listCodes(observed)} (${share})`]
}

/** `29 × recording-miss, 3 × provider-failure`: the most frequent first. */
function listCodes(observed: readonly ObservedCase[]): string {
  const counts = new Map<string, number>()
  for (const { trials } of observed) {
    for (const { outcome, code } of trials) {
      if (outcome !== 'error' && outcome !== 'unscored') continue
      const name = outcome === 'unscored' ? 'unscored' : (code ?? 'unknown error')
      counts.set(name, (counts.get(name) ?? 0) + 1)
    }
  }
  const sorted = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  return sorted.map(([name, count]) => `${count} × ${name}`).join(', ')
}
