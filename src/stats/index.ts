/**
 * Pure mathematics: intervals, exact tests, comparisons of two runs, quantiles and plans of trials. Imports
 * nothing of ours, never returns NaN, throws RangeError for impossible input. Loading the distributions takes
 * time (see there): import this room lazily, or one of its files that needs none (quantile, moments, pass-k,
 * counts, holm, stratified-test, fisher, benjamini-hochberg, permutation).
 */
export { type AlarmOptions, type AlarmRate, alarmRate } from './alarm-rate.ts'
export {
  benjaminiHochberg,
  type Discovery,
  taroneBenjaminiHochberg,
} from './benjamini-hochberg.ts'
export { binomialTest } from './binomial-test.ts'
export { clopperPearson, clopperPearsonLower, clopperPearsonUpper } from './clopper-pearson.ts'
export { cohensKappa, type Kappa } from './cohens-kappa.ts'
export { type Counts, effectiveTrials, meanRate } from './counts.ts'
export { type Heterogeneity, heterogeneity } from './dersimonian-laird.ts'
export { expectedTrials } from './expected-trials.ts'
export { fisherTest } from './fisher.ts'
export { type BinomialDesign, type BinomialLook, binomialBoundaries } from './group-sequential.ts'
export { type HolmResult, holmLevels } from './holm.ts'
export { nominalLevels, type Spending, type SpendingDesign } from './lan-de-mets.ts'
export { mcnemar } from './mcnemar.ts'
export type { MeanInterval } from './mean-error.ts'
export { meanPermutationTest } from './mean-permutation.ts'
export { mean, standardDeviation } from './moments.ts'
export { type Estimated, moverDifference } from './mover.ts'
export { newcombe, suiteDifference } from './newcombe.ts'
export { type OrderStatisticRanks, orderStatisticRanks, quantileInterval } from './order-statistics.ts'
export { type PairedT, pairedT } from './paired-t.ts'
export { meanPassAtK, meanPassHatK, passAtK, passHatK, trialsOfK } from './pass-k.ts'
export { permutationTest } from './permutation.ts'
export { populationInterval } from './population-interval.ts'
export { quantile } from './quantile.ts'
export { type RegressionLook, type RegressionLooksOptions, regressionLooks } from './regression-looks.ts'
export { type ComparisonPlan, detectableDrop, trialsForDrop } from './regression-plan.ts'
export { type RunDrift, type RunDriftOptions, runDrift } from './run-drift.ts'
export { standardNormal } from './standard-normal.ts'
export { stratifiedTest } from './stratified-test.ts'
export type { Stratum } from './stratum.ts'
export { suiteMean } from './suite-mean.ts'
export { suiteMeanDifference } from './suite-mean-difference.ts'
export { type SuiteSpread, suiteSpread } from './suite-spread.ts'
export { type PowerOptions, trialsForPower } from './trials-for-power.ts'
export { trialsToDecide } from './trials-to-decide.ts'
export { wilksSampleSize } from './wilks.ts'
export { type Interval, suiteInterval, wilson } from './wilson.ts'
