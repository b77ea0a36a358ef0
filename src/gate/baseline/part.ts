import type { TrialResult } from '../../expect/types.ts'
import type { CaseRef } from '../../suite/types.ts'
import { observedValue } from '../estimate.ts'
import { estimateOf } from '../metrics.ts'
import { observe } from '../observe.ts'
import { sampleOf } from '../sample.ts'
import { roundedShare, trialsOfBaseline } from './columns.ts'
import type { Baseline, BaselineRun } from './schema.ts'

/** A run to make a baseline of, as its folder tells it. */
export interface RunToPool
  extends Pick<BaselineRun, 'id' | 'startedAt' | 'responses' | 'revision'>,
    Pick<Baseline, 'suite' | 'suiteHash' | 'agent' | 'agentFingerprint' | 'models' | 'escalationTools'> {
  readonly cases: readonly CaseRef[]
  /** Their `sample` is the origin of their answers. */
  readonly results: readonly TrialResult[]
}

/** What one run, or a baseline, has to give. */
export interface Part extends Omit<Baseline, 'format' | 'metrics' | 'cases'> {
  readonly cases: readonly PartCase[]
}

export interface PartCase extends Pick<CaseRef, 'id' | 'hash' | 'tags'> {
  readonly trials: readonly TrialResult[]
}

/** A run by when it began, for names may come back. */
export const keyOf = ({ id, startedAt }: Pick<BaselineRun, 'id' | 'startedAt'>): string =>
  `${startedAt} ${id}`

export function partOfRun({ cases, results, id, startedAt, responses, revision, ...head }: RunToPool): Part {
  const counted = cases.filter(({ knownFailing }) => knownFailing === null)
  const observed = observe(counted, results)
  const trials = observed.reduce((sum, each) => sum + each.trials.length, 0)
  const estimate = estimateOf({ family: 'success_rate', k: 1 }, sampleOf(observed), null)
  const successRate = roundedShare(observedValue(estimate))
  return {
    ...head,
    runs: [{ id, startedAt, responses, revision, trials, successRate }],
    cases: observed.map(({ case: { id: caseId, hash, tags }, trials: own }) => {
      return { id: caseId, hash, tags, trials: own }
    }),
  }
}

export function partOfBaseline({ cases, metrics, format, ...head }: Baseline): Part {
  const trials = Map.groupBy(trialsOfBaseline({ cases }), (result) => result.case)
  return {
    ...head,
    cases: cases.map(({ id, hash, tags }) => ({ id, hash, tags, trials: trials.get(id) ?? [] })),
  }
}
