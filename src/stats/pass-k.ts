import { type Counts, effectiveTrials } from './counts.ts'
import { demand, demandWhole } from './demand.ts'
import { mean } from './moments.ts'

/**
 * pass@k of a case: the probability that at least one of k trials passes, 1 − C(n−c, k)/C(n, k), unbiased
 * (Chen et al. 2021, arXiv 2107.03374).
 * @throws RangeError for k beyond the trials, or impossible counts
 */
export function passAtK(trials: number, passes: number, k: number): number {
  demandDraw(trials, passes, k)
  return 1 - drawShare(trials - passes, trials, k)
}

/**
 * pass^k of a case: the probability that all of k trials pass, C(c, k)/C(n, k), unbiased (Yao et al. 2024,
 * arXiv 2406.12045); never (c/n)^k, which overstates.
 * @throws RangeError for k beyond the trials, or impossible counts
 */
export function passHatK(trials: number, passes: number, k: number): number {
  demandDraw(trials, passes, k)
  return drawShare(passes, trials, k)
}

/**
 * pass@k of a suite: the mean over its cases.
 * @throws RangeError for no cases, or a case with less than k trials
 */
export function meanPassAtK(cases: readonly Counts[], k: number): number {
  return mean(cases.map(({ trials, passes }) => passAtK(trials, passes, k)))
}

/**
 * pass^k of a suite: the mean over its cases.
 * @throws RangeError for no cases, or a case with less than k trials
 */
export function meanPassHatK(cases: readonly Counts[], k: number): number {
  return mean(cases.map(({ trials, passes }) => passHatK(trials, passes, k)))
}

/**
 * The n that goes with `meanPassAtK` and `meanPassHatK` in a binomial formula: how many independent draws of k
 * trials there are, ⌊n/k⌋ of each case that share no trial, taken together as `effectiveTrials`. The estimate is
 * the mean over all ways to form such draws, so it varies no more than the mean of one way does (Hoeffding 1963,
 * section 5): a Clopper–Pearson or Wilson interval at this n is not too narrow.
 * @throws RangeError for no cases, or a case with less than k trials
 */
export function trialsOfK(cases: readonly Counts[], k: number): number {
  for (const { trials, passes } of cases) demandDraw(trials, passes, k)
  return effectiveTrials(cases.map(({ trials }) => ({ passes: 0, trials: Math.floor(trials / k) })))
}

function demandDraw(trials: number, passes: number, k: number): void {
  demandWhole(trials, 'trials', 1)
  demandWhole(passes, 'passes', 0)
  demandWhole(k, 'k', 1)
  demand(passes <= trials, `passes from 0 to the ${trials} trials`, passes)
  demand(k <= trials, `k of at most the ${trials} trials of the case`, k)
}

/**
 * C(chosen, k)/C(all, k): the share of draws of k from `all` that fall into `chosen` alone. A product of
 * ratios of at most 1, over k or the ones not chosen (the two are equal), whichever is shorter.
 */
function drawShare(chosen: number, all: number, k: number): number {
  if (chosen < k) return 0
  const length = Math.min(k, all - chosen)
  const top = all - Math.max(k, all - chosen)
  let share = 1
  for (let i = 0; i < length; i++) share *= (top - i) / (all - i)
  return share
}
