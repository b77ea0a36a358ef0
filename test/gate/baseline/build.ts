import type { TrialResult } from '../../../src/expect/types.ts'
import type { RunToPool } from '../../../src/gate/baseline/index.ts'
import type { CaseRef } from '../../../src/suite/types.ts'
import { caseOf, trialsOf } from '../build.ts'

/** A run of these cases, its trials a letter each: Pass, Fail, Error, Unscored. */
export function runOf(
  id: string,
  letters: Readonly<Record<string, string>>,
  over: Partial<RunToPool> = {},
): RunToPool {
  const trials = Object.entries(letters).flatMap(([caseId, each]) => trialsOf(caseId, each))
  return {
    id,
    startedAt: `2026-11-${id.padStart(2, '0')}T10:00:00.000Z`,
    responses: 'live',
    revision: { commit: 'c0ffee', branch: 'main' },
    suite: 'shop',
    suiteHash: 'hash-suite',
    agent: 'agent.yaml (claude-haiku-4-5)',
    agentFingerprint: 'f1',
    models: ['claude-haiku-4-5'],
    escalationTools: null,
    cases: Object.keys(letters).map((caseId) => caseOf(caseId)),
    results: trials.map((trial) => ({ ...trial, sample: `live-${trial.trial}-${id}` })),
    ...over,
  }
}

export const withHash = (run: RunToPool, hash: string): RunToPool => ({
  ...run,
  cases: run.cases.map((each): CaseRef => ({ ...each, hash })),
})

/** The same trials with these samples, whatever their run. */
export const sampled = (run: RunToPool, over: Partial<TrialResult>): RunToPool => ({
  ...run,
  results: run.results.map((result) => ({ ...result, ...over })),
})
