/**
 * Pure mathematics: intervals, exact tests, quantiles and plans of trials. Imports nothing of ours, never
 * returns NaN, throws RangeError for impossible input. Loading the distributions takes time (see there):
 * import this room lazily, or one of its files that needs none (quantile, moments, pass-k, counts, holm).
 */
export { type AlarmOptions, type AlarmRate, alarmRate } from './alarm-rate.ts'
export { binomialTest } from './binomial-test.ts'
export { clopperPearson, clopperPearsonLower, clopperPearsonUpper } from './clopper-pearson.ts'
export { cohensKappa, type Kappa } from './cohens-kappa.ts'
export { type Counts, effectiveTrials, meanRate } from './counts.ts'
export { type BinomialDesign, type BinomialLook, binomialBoundaries } from './group-sequential.ts'
export { type HolmResult, holmLevels } from './holm.ts'
export { nominalLevels, type Spending, type SpendingDesign } from './lan-de-mets.ts'
export { mean, standardDeviation } from './moments.ts'
export { type OrderStatisticRanks, orderStatisticRanks, quantileInterval } from './order-statistics.ts'
export { meanPassAtK, meanPassHatK, passAtK, passHatK } from './pass-k.ts'
export { quantile } from './quantile.ts'
export { type RegressionLook, type RegressionLooksOptions, regressionLooks } from './regression-looks.ts'
export { type ComparisonPlan, detectableDrop, trialsForDrop } from './regression-plan.ts'
export { suiteMean } from './suite-mean.ts'
export { type SuiteSpread, suiteSpread } from './suite-spread.ts'
export { type PowerOptions, trialsForPower } from './trials-for-power.ts'
export { trialsToDecide } from './trials-to-decide.ts'
export { wilksSampleSize } from './wilks.ts'
export { type Interval, suiteInterval, wilson } from './wilson.ts'
