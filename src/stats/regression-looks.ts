import { demandWhole } from './demand.ts'
import { firstWhere } from './search.ts'

export interface RegressionLooksOptions {
  /** Trials of each case that the baseline has; `null` where it is run along with the candidate. */
  readonly baselineTrials: number | null
  /** The most trials of each case that the candidate will have. */
  readonly rounds: number
  /** The most looks; 5 unless given, as more save little. */
  readonly most?: number
}

export interface RegressionLook {
  /** Trials of each case that the candidate has by then. */
  readonly round: number
  /** Share of the information of the last round, for `nominalLevels`. */
  readonly fraction: number
}

/**
 * After which rounds to compare a candidate with its baseline, and what is known by then. The information about a
 * difference is 1 over its variance, which goes with 1/n₀ + 1/r: against a small baseline the first rounds tell the
 * most. Looks are those rounds that first reach even shares of it; the last round is always one.
 * @throws RangeError for anything but whole numbers from 1 up
 */
export function regressionLooks(options: RegressionLooksOptions): readonly RegressionLook[] {
  const { baselineTrials, rounds, most = 5 } = options
  if (baselineTrials !== null) demandWhole(baselineTrials, 'trials of the baseline', 1)
  demandWhole(rounds, 'rounds', 1)
  demandWhole(most, 'the most looks', 1)
  // Quotients of whole numbers, so that an even share is met exactly where it is.
  const fraction = (round: number): number =>
    baselineTrials === null
      ? round / rounds
      : (round * (rounds + baselineTrials)) / (rounds * (round + baselineTrials))
  const looks = Math.min(most, rounds)
  const chosen = Array.from(
    { length: looks },
    (_, look) => firstWhere(1, rounds, (round) => fraction(round) >= (look + 1) / looks) ?? rounds,
  )
  return [...new Set(chosen)].map((round) => ({ round, fraction: fraction(round) }))
}
