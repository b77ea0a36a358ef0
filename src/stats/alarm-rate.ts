import { demand, demandInside, demandShare, demandWhole } from './demand.ts'
import { binomialCdf } from './distributions.ts'
import { firstWhere } from './search.ts'

export interface AlarmOptions {
  readonly theta: number
  /** All trials of the run. */
  readonly trials: number
  /** The rate that the agent really has. At theta or above every alarm is a false one, below it that is the power. */
  readonly trueRate: number
  /** Level of the exact test; .05 unless given. */
  readonly alpha?: number
}

export interface AlarmRate {
  /** That the observed rate is below theta: how often a gate is red that compares the two. */
  readonly observed: number
  /** That the exact one-sided test proves a rate below theta: how often one is that wants proof. */
  readonly proven: number
}

const MOST = 1_000_000

/**
 * How probable a red threshold is. The passes of the trials are binomial; those of cases that differ vary less (Hoeffding
 * 1956), so that both rates then lie farther from ½: to be read as "about".
 * @throws RangeError for rates outside 0..1, an alpha outside (0, 1), or trials that are not a whole number from 1 up to
 * a million
 */
export function alarmRate({ theta, trials, trueRate, alpha = 0.05 }: AlarmOptions): AlarmRate {
  demandShare(theta, 'theta')
  demandShare(trueRate, 'a true rate')
  demandInside(alpha, 'an alpha')
  demandWhole(trials, 'trials', 1)
  demand(trials <= MOST, `at most ${MOST} trials`, trials)
  // The first number of passes that is no alarm; a quotient of whole numbers equals the theta that is written like it.
  const enough = firstWhere(0, trials, (passes) => passes / trials >= theta) ?? trials
  const unproven = firstWhere(0, trials, (passes) => binomialCdf(passes, trials, theta) > alpha) ?? trials
  return {
    observed: binomialCdf(enough - 1, trials, trueRate),
    proven: binomialCdf(unproven - 1, trials, trueRate),
  }
}
