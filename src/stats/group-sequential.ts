import { binomialProbabilities } from './binomial-probabilities.ts'
import { convolved } from './convolution.ts'
import { demand, demandWhole } from './demand.ts'
import type { Distribution } from './hypergeometric.ts'

export interface BinomialDesign {
  readonly theta: number
  /** Probability of a false verdict at a true rate of theta, over all looks; for each of the two verdicts. */
  readonly alpha: number
  /** That of a false pass, where it is not `alpha`. */
  readonly passAlpha?: number
  /** That of a false fail, where it is not `alpha`. */
  readonly failAlpha?: number
  /** Trials so far at each look, ascending; the last is the most that will be run. */
  readonly looks: readonly number[]
}

/** What decides at one look. `null` where no number of failures may decide yet. */
export interface BinomialLook {
  readonly trials: number
  /** This many failures or more prove a rate below theta. */
  readonly failAt: number | null
  /** This many failures or fewer prove a rate of at least theta. */
  readonly passAt: number | null
}

/**
 * Exact group-sequential boundaries of a success rate against theta: look after each round, and stop at the first
 * boundary that is met. Up to a look at n of N trials each verdict may have been reached falsely, at a true rate of
 * exactly theta, with probability alpha·(n/N)² (the power family of Kim & DeMets 1987); what whole counts leave of it
 * is spent later. One recursion over the failures of the runs not yet stopped gives both (Jennison & Turnbull,
 * Group Sequential Methods, 12.1). Farther from theta errors are rarer still.
 *
 * A verdict stays, whatever comes after it: where a run goes on for other reasons, the first boundary met counts. The
 * boundaries of a look depend on the looks up to it and on the last one alone, so looks to come may move, and those
 * that were may be given as they turned out, as long as they do not move because of what was seen.
 *
 * Counts are whole. For a mean of rates over cases with unequal numbers of trials, take as trials `effectiveTrials`
 * rounded down, and as failures (1 − meanRate) × trials, rounded up before they are held against `passAt` and down
 * before `failAt`: each verdict is then at most as likely as with the real numbers.
 * @throws RangeError for a theta outside (0, 1], an alpha outside (0, ½), no looks, or looks that do not ascend in whole
 * numbers up to a million
 */
export function binomialBoundaries(design: BinomialDesign): readonly BinomialLook[] {
  const { theta, alpha, passAlpha = alpha, failAlpha = alpha, looks } = design
  demandDesign(theta, [alpha, passAlpha, failAlpha], looks)
  const last = looks.at(-1) ?? 1
  let going: Distribution = { from: 0, probabilities: Float64Array.of(1) }
  let trialsBefore = 0
  const spent = { pass: 0, fail: 0 }
  return looks.map((trials) => {
    const reached = sumOf(going, binomialProbabilities(trials - trialsBefore, 1 - theta))
    trialsBefore = trials
    const share = (trials / last) ** 2
    const few = tail(reached, passAlpha * share - spent.pass, 'few')
    const many = tail(reached, failAlpha * share - spent.fail, 'many')
    spent.pass += few.probability
    spent.fail += many.probability
    going = between(reached, few.counts, many.counts)
    const [failAt, passAt] = [
      reached.from + reached.probabilities.length - many.counts,
      reached.from + few.counts - 1,
    ]
    return { trials, failAt: failAt <= trials ? failAt : null, passAt: passAt >= 0 ? passAt : null }
  })
}

function demandDesign(theta: number, alphas: readonly number[], looks: readonly number[]): void {
  demand(theta > 0 && theta <= 1, 'theta above 0 and up to 1', theta)
  for (const alpha of alphas) demand(alpha > 0 && alpha < 0.5, 'an alpha strictly between 0 and 0.5', alpha)
  demand(looks.length > 0, 'at least one look', 'none')
  for (const [index, trials] of looks.entries()) demandWhole(trials, 'looks', (looks[index - 1] ?? 0) + 1)
}

/** The distribution of a sum of two independent counts. */
export function sumOf(first: Distribution, second: Distribution): Distribution {
  return {
    from: first.from + second.from,
    probabilities: convolved(first.probabilities, second.probabilities),
  }
}

/** The longest run of counts from one end whose probability is within what may be spent. */
function tail(
  { probabilities }: Distribution,
  budget: number,
  end: 'few' | 'many',
): { counts: number; probability: number } {
  const fromEnd = end === 'few' ? probabilities : probabilities.toReversed()
  let probability = 0
  for (const [counts, mass] of fromEnd.entries()) {
    if (probability + mass > budget) return { counts, probability }
    probability += mass
  }
  return { counts: probabilities.length, probability }
}

/** Without the counts at either end. */
export function between({ from, probabilities }: Distribution, few: number, many: number): Distribution {
  return { from: from + few, probabilities: probabilities.slice(few, probabilities.length - many) }
}
