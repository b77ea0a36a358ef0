import { PawlError } from '../../errors.ts'
import type { RunToPool, RunToTrust } from '../../gate/baseline/index.ts'
import {
  type Asking,
  casesOf,
  type OpenedRun,
  type StoredRun,
  scoreRun,
  storedResults,
} from '../../run/index.ts'
import type { Suite } from '../../suite/index.ts'

/** A stored run as the gate takes it; the `sample` of its results is their origin. */
export interface JudgedRun extends RunToPool, RunToTrust {
  /** Absolute. */
  readonly dir: string
  /** As the user wrote it when the run was made; `null`: unknown. */
  readonly suitePath: string | null
}

/**
 * As it was judged when it was made.
 * @throws PawlError `run-unjudged` for imports, and for runs of before, which do not say which cases they had
 */
export function judgedRun(run: OpenedRun): JudgedRun {
  const { info, dir } = run
  const { suite } = info.identity
  const { results, models } = storedResults(run)
  const cases = casesOf(info)
  if (cases === null || suite === null || info.whole === null) throw toldTooLittle(dir)
  return {
    ...factsOf(run),
    suite,
    suiteHash: info.identity.suiteHash,
    suitePath: info.suitePath,
    models,
    escalationTools: info.escalationTools,
    maxErrors: info.maxErrors,
    whole: info.whole,
    cases,
    plannedTrials: new Map(Object.entries(info.planned)),
    results,
  }
}

/** As a suite judges it now, from its journal. */
export async function judgedBy(suite: Suite, run: StoredRun, asking: Asking): Promise<JudgedRun> {
  const { results, models } = await scoreRun(suite, run, asking)
  const { planned, whole } = run.info
  const cases = suite.cases.filter(({ id }) => Object.hasOwn(planned, id))
  return {
    ...factsOf(run),
    suite: suite.name,
    suiteHash: suite.hash,
    suitePath: suite.displayPath,
    models,
    escalationTools: suite.escalationTools,
    maxErrors: suite.maxErrors,
    whole: (whole ?? true) && cases.length === suite.cases.length,
    // A case that it had not planned is no part of it.
    cases,
    plannedTrials: new Map(Object.entries(planned)),
    results,
  }
}

const factsOf = ({ dir, info }: OpenedRun) => ({
  dir,
  id: info.runId,
  startedAt: info.startedAt,
  responses: info.identity.responses,
  revision: info.revision,
  agent: info.identity.agent,
  agentFingerprint: info.identity.agentFingerprint,
  faults: info.identity.faults ?? '',
  mostRounds: info.mostRounds,
})

const toldTooLittle = (dir: string): PawlError =>
  new PawlError(
    'run-unjudged',
    `expected a run that says which cases it had, found ${dir}, made before runs did`,
    {
      hint: 'Name its suite with --suite, or run it again.',
    },
  )
