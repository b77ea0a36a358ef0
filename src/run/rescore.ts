import type { PawlError } from '../errors.ts'
import type { TrialResult } from '../expect/types.ts'
import { priceTable } from '../model/prices.ts'
import type { ResponseMode, Suite } from '../suite/index.ts'
import { configuredModel } from '../target/index.ts'
import { modelsOf } from '../trajectory/index.ts'
import { type Asking, openInvestigation } from './investigation.ts'
import type { StoredEntry, StoredRun } from './journal.ts'
import { latestOf } from './latest.ts'
import { forEachConcurrently } from './pool.ts'
import { scoreTrajectory, type TrialContext } from './score.ts'
import { redactionNotes } from './secrets.ts'

export interface ScoredRun {
  readonly results: readonly TrialResult[]
  readonly plannedTrials: ReadonlyMap<string, number>
  readonly models: readonly string[]
  readonly responses: ResponseMode | 'import'
  readonly warnings: readonly string[]
  /** What could not be stored. */
  readonly failures: readonly PawlError[]
}

/**
 * Judges the trajectories of a stored run with a suite. A case of the suite that the run had not planned counts
 * as not run, and so does a trial that was planned and is not there.
 */
export async function scoreRun(suite: Suite, run: StoredRun, asking: Asking): Promise<ScoredRun> {
  const prices = priceTable(suite.prices)
  const context = { prices, defaultModel: await configuredModel(suite), run: run.info }
  const cases = new Map(suite.cases.map((item, place) => [item.id, { item, place }]))
  const known = latestOf(run.entries).filter(({ trajectory }) => cases.has(trajectory.case))
  const judged = await judgeEntries(known, suite, context, asking)
  const placeOf = ({ case: id }: TrialResult) => cases.get(id)?.place ?? 0
  const results = judged.results.sort((a, b) => placeOf(a) - placeOf(b) || a.trial - b.trial)
  const planned = new Map(Object.entries(run.info.planned))
  const models = known.flatMap(({ trajectory }) => modelsOf(trajectory))
  return {
    results,
    plannedTrials: new Map(suite.cases.map(({ id }) => [id, planned.get(id) ?? 1])),
    models: [...new Set(models)].sort(),
    responses: run.info.command === 'import' ? 'import' : (run.info.identity.responses as ResponseMode),
    warnings: [
      ...judged.notes,
      ...strangers(run, cases),
      ...agreement(known, results),
      ...redactionNotes(known.filter(({ redacted }) => redacted).length),
    ],
    failures: judged.failures,
  }
}

/** What judges said stands in the journal; what they were not asked is asked as `asking` has it. */
async function judgeEntries(
  entries: readonly StoredEntry[],
  suite: Suite,
  scoring: TrialContext,
  asking: Asking,
) {
  const byCase = Map.groupBy(entries, ({ trajectory }) => trajectory.case)
  const trialsByCase = new Map(
    [...byCase].map(([id, same]) => [id, same.map(({ trajectory }) => trajectory.trial)]),
  )
  const investigation = openInvestigation(suite, scoring, { ...asking, trialsByCase })
  const results: TrialResult[] = []
  const items = new Map(suite.cases.map((item) => [item.id, item]))
  await forEachConcurrently(entries, asking.concurrency, asking.signal, async (entry) => {
    const item = items.get(entry.trajectory.case)
    if (item === undefined) return
    const { trajectory, findings } = await investigation.of(entry.trajectory, item)
    results.push(scoreTrajectory(trajectory, item, scoring, { ...entry, findings }))
  })
  return { results, ...(await investigation.close()) }
}

function strangers(run: StoredRun, cases: ReadonlyMap<string, unknown>): string[] {
  const unknown = new Set(run.entries.map(({ trajectory }) => trajectory.case).filter((id) => !cases.has(id)))
  if (unknown.size === 0) return []
  const named = [...unknown].slice(0, 5).join(', ')
  return [
    `${unknown.size === 1 ? '1 case of the run is' : `${unknown.size} cases of the run are`} not in the suite and left out: ${named}${unknown.size > 5 ? ', …' : ''}`,
  ]
}

/** Where the transcripts bring a verdict of their own, how often this one is the same. */
function agreement(entries: readonly StoredEntry[], results: readonly TrialResult[]): string[] {
  const given = new Map(
    entries.flatMap(({ trajectory, givenOutcome }) =>
      givenOutcome === null ? [] : [[`${trajectory.case}#${trajectory.trial}`, givenOutcome] as const],
    ),
  )
  if (given.size === 0) return []
  const differing = results.filter((result) => {
    const outcome = given.get(`${result.case}#${result.trial}`)
    return outcome !== undefined && outcome !== result.outcome
  })
  const named = differing.slice(0, 5).map((result) => `${result.case}#${result.trial}`)
  const rest = differing.length > 5 ? ', …' : ''
  const disagreeing = differing.length === 0 ? '' : `; not on ${named.join(', ')}${rest}`
  return [
    `agrees with the outcomes in the transcripts on ${given.size - differing.length} of ${given.size}${disagreeing}`,
  ]
}
