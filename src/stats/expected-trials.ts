import { binomialProbabilities } from './binomial-probabilities.ts'
import { demand, demandShare } from './demand.ts'
import { type BinomialLook, between, sumOf } from './group-sequential.ts'
import type { Distribution } from './hypergeometric.ts'

/**
 * The mean number of trials until one of the boundaries is met, or the last look is made, when `trueRate` is the
 * truth: the recursion of `binomialBoundaries` at that rate (Jennison & Turnbull, Group Sequential Methods, 12.1).
 * @throws RangeError for a rate outside 0..1, or no looks
 */
export function expectedTrials(looks: readonly BinomialLook[], trueRate: number): number {
  demandShare(trueRate, 'a true rate')
  demand(looks.length > 0, 'at least one look', 'none')
  let going: Distribution = { from: 0, probabilities: Float64Array.of(1) }
  let trialsBefore = 0
  let expected = 0
  for (const { trials, failAt, passAt } of looks) {
    // Whoever is still going runs up to this look, whatever it shows.
    expected += massOf(going) * (trials - trialsBefore)
    const reached = sumOf(going, binomialProbabilities(trials - trialsBefore, 1 - trueRate))
    const size = reached.probabilities.length
    const within = (count: number): number => Math.min(size, Math.max(0, count))
    const few = passAt === null ? 0 : within(passAt + 1 - reached.from)
    const many = failAt === null ? 0 : within(reached.from + size - failAt)
    going = between(reached, few, Math.min(many, size - few))
    trialsBefore = trials
  }
  return expected
}

const massOf = ({ probabilities }: Distribution): number =>
  probabilities.reduce((total, probability) => total + probability, 0)
