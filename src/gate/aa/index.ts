/** A run held against itself: the gate's real false-alarm rates on a suite, and how far runs drift. */
export { alarmsOf } from './alarms.ts'
export { type Drift, driftOf, type MetricDrift } from './drift.ts'
export { poolForResampling } from './population.ts'
export { anyFailed, isRegression, regressionPart } from './regression.ts'
export { judgeAsTheyAre, type ResampledGate, type ResampleOptions, resample } from './resample.ts'
export { trialsPerCase } from './trials.ts'
export * from './types.ts'
export { type Urn, urnsOf } from './urn.ts'
