import { PawlError } from '../../errors.ts'
import { baselineOf } from './build.ts'
import { distinctTrials } from './distinct.ts'
import { keyOf, type Part, type PartCase, partOfBaseline, partOfRun, type RunToPool } from './part.ts'
import type { Baseline } from './schema.ts'

export interface Pooled {
  readonly baseline: Baseline
  /** Trials that repeat an answer which counts already. */
  readonly copies: number
  /** Runs that the baseline held before, by id. */
  readonly repeated: readonly string[]
  /** Cases that were changed between the runs, and how many trials of before are left out. */
  readonly outdated: ReadonlyMap<string, number>
  /** In what the runs differ although they should not, a sentence each. */
  readonly warnings: readonly string[]
}

/**
 * One baseline of several runs: the trials of all, each answer once. The same runs give the same baseline in any
 * order. Known failures are left out, and of a case that was changed all trials but those of its newest form.
 * @param base a baseline that the runs are added to; `null` for none
 * @throws PawlError `baseline-refused` for runs of several suites, and where nothing is left
 */
export function poolRuns(runs: readonly RunToPool[], base: Baseline | null): Pooled {
  const before = base === null ? [] : [partOfBaseline(base)]
  const known = new Set(before.flatMap((part) => part.runs.map(keyOf)))
  const repeated = runs.filter((run) => known.has(keyOf(run)))
  const added = new Map(runs.filter((run) => !known.has(keyOf(run))).map((run) => [keyOf(run), run]))
  const parts = [...before, ...[...added.values()].map(partOfRun)].sort(newestFirst)
  requireOneSuite(parts)
  const { cases, copies, outdated } = poolCases(parts)
  if (cases.length === 0) throw refused('no trial is left to compare with: none was run that counts')
  return {
    baseline: baselineOf(parts, cases),
    copies,
    repeated: repeated.map(({ id }) => id),
    outdated,
    warnings: differences(parts),
  }
}

const newestOf = ({ runs }: Part): string => runs.map(keyOf).sort().at(-1) ?? ''
const newestFirst = (a: Part, b: Part): number => (newestOf(a) > newestOf(b) ? -1 : 1)

function poolCases(newestFirstParts: readonly Part[]) {
  const pooled = new Map<string, PartCase>()
  const outdated = new Map<string, number>()
  for (const each of newestFirstParts.flatMap((part) => part.cases)) {
    const newest = pooled.get(each.id)
    if (newest === undefined) pooled.set(each.id, each)
    else if (newest.hash === each.hash) {
      pooled.set(each.id, { ...newest, trials: [...newest.trials, ...each.trials] })
    } else outdated.set(each.id, (outdated.get(each.id) ?? 0) + each.trials.length)
  }
  const executed = [...pooled.values()].filter(({ trials }) => trials.length > 0)
  const cases = executed.map((each) => ({ ...each, trials: distinctTrials(each) }))
  const count = (list: readonly PartCase[]): number =>
    list.reduce((sum, { trials }) => sum + trials.length, 0)
  return { cases, copies: count(executed) - count(cases), outdated }
}

function requireOneSuite(parts: readonly Part[]): void {
  const suites = [...new Set(parts.map(({ suite }) => suite))].sort()
  if (suites.length <= 1) return
  throw refused(`expected runs of one suite, found those of ${suites.join(', ')}`)
}

const refused = (message: string): PawlError =>
  new PawlError('baseline-refused', message, { hint: 'A baseline is made of whole runs of one suite.' })

function differences(parts: readonly Part[]): string[] {
  const differing = (what: string, of: (part: Part) => string): string[] => {
    const byValue = Map.groupBy(parts, of)
    if (byValue.size <= 1) return []
    const told = [...byValue].map(([value, same]) => {
      const runs = same.flatMap((part) => part.runs.map(({ id }) => id)).sort()
      return `${value || 'unknown'} (${runs.join(', ')})`
    })
    return [`the runs are of different ${what}: ${told.join(' and ')}`]
  }
  return [
    ...differing(
      'agents',
      ({ agent, agentFingerprint }) => `${agent ?? 'unknown'} ${agentFingerprint ?? ''}`,
    ),
    ...differing('models', ({ models }) => models.join(', ')),
  ]
}
