import type { SuitePlan } from '../../gate/plan/index.ts'
import { count } from '../words.ts'

/** What it takes until the report names a single broken case, in plain words. */
export function brokenCaseText({
  brokenCase,
  regression: { planned },
}: Pick<SuitePlan, 'brokenCase' | 'regression'>): string {
  const { alone, among, others, baselineTrials, named } = brokenCase
  if (alone === null || among === null) {
    return `no number of trials shows it against ${sides(baselineTrials, 1)} of the baseline`
  }
  const against = (trials: number): string => `${trials} against ${sides(baselineTrials, trials)}`
  const beside = others === 0 ? '' : ` where no other case varies; ${against(among)} where ${varying(others)}`
  const verdict = named
    ? `the planned ${count(planned, 'trial')} show it`
    : `the planned ${count(planned, 'trial')} ${planned >= alone ? 'show it only in a suite whose other cases are stable' : 'do not show it'}`
  return `named as regressed from ${against(alone)} trials on${beside}; ${verdict}`
}

const sides = (baselineTrials: number | null, trials: number): string => String(baselineTrials ?? trials)

const varying = (others: number): string => (others === 1 ? 'one other does' : `${others} others do`)
