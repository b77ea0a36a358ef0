import type { SuitePlan } from '../../gate/plan/index.ts'
import { count } from '../words.ts'

/** What it takes until the report names a single broken case, in plain words. */
export function brokenCaseText({
  brokenCase,
  regression: { planned },
}: Pick<SuitePlan, 'brokenCase' | 'regression'>): string {
  const { alone, among, others, baselineTrials, named } = brokenCase
  const against = (trials: number): string => `${trials} against ${baselineTrials ?? trials}`
  if (alone === null)
    return `no number of trials shows it against the ${count(baselineTrials ?? 0, 'trial')} that the baseline has of a case`
  const stable = `${against(alone)} trials show it`
  const needed =
    alone === among ? stable : `${stable} only in a suite whose other cases are stable; ${amongWords()}`
  const plan = `the planned ${count(planned, 'trial')}`
  if (named) return `${needed}; ${plan} a case are enough`
  if (planned >= alone) return `${needed}; ${plan} a case are enough for a stable suite alone`
  return `${needed}; ${plan} a case do not show it`

  function amongWords(): string {
    const vary =
      others === 1 ? 'where the other case varies' : `where ${others.toLocaleString('en-US')} others vary`
    return among === null ? `no number does ${vary}` : `${against(among)} do ${vary}`
  }
}
