import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as stats from '../../src/stats/index.ts'

/** Numbers as they come from a broken caller: any double, small whole numbers, shares. */
const anyNumber = fc.oneof(
  fc.double(),
  fc.integer({ min: -2, max: 40 }),
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, 0, 1, 0.95, 0.05),
)
const anyNumbers = fc.array(anyNumber, { maxLength: 6 })
const anyCases = fc.array(fc.record({ passes: anyNumber, trials: anyNumber }), { maxLength: 4 })

type Arguments = readonly [number, number, number]

const OF_NUMBERS: Readonly<Record<string, (...args: Arguments) => unknown>> = {
  wilson: stats.wilson,
  clopperPearson: stats.clopperPearson,
  clopperPearsonLower: stats.clopperPearsonLower,
  clopperPearsonUpper: stats.clopperPearsonUpper,
  passAtK: stats.passAtK,
  passHatK: stats.passHatK,
  orderStatisticRanks: stats.orderStatisticRanks,
  wilksSampleSize: stats.wilksSampleSize,
  trialsToDecide: (passes, trials, theta) => stats.trialsToDecide(passes, trials, theta, 0.05),
  trialsForPower: (rate, theta, power) => stats.trialsForPower(rate, theta, { verdict: 'pass', power }),
  binomialBoundaries: (theta, alpha, trials) =>
    stats.binomialBoundaries({ theta, alpha, looks: [trials, 2 * trials] }),
  expectedTrials: (failAt, passAt, trueRate) =>
    stats.expectedTrials([{ trials: 10, failAt, passAt }], trueRate),
  alarmRate: (theta, trials, trueRate) => stats.alarmRate({ theta, trials, trueRate }),
  trialsForDrop: (rate, drop, cases) =>
    stats.trialsForDrop({ suite: { cases, rate, variance: rate * (1 - rate) }, drop, baselineTrials: 5 }),
  detectableDrop: (rate, variance, trials) =>
    stats.detectableDrop({ suite: { cases: 20, rate, variance }, trials, baselineTrials: null }),
  regressionLooks: (baselineTrials, rounds, most) =>
    stats.regressionLooks({ baselineTrials, rounds, most: Math.min(most, 100) }),
  newcombe: (passes, trials, confidence) => stats.newcombe(passes, trials, trials, trials, confidence),
  mcnemar: stats.mcnemar,
  moverDifference: (value, reach, factor) => {
    const estimated = { value, low: value - reach, high: value + reach }
    return stats.moverDifference(estimated, estimated, factor)
  },
  fisherTest: (passes, candidate, baseline) =>
    stats.fisherTest(
      { candidate: { passes, trials: candidate }, baseline: { passes, trials: baseline } },
      'above',
    ),
  binomialTest: (passes, trials, theta) => stats.binomialTest(passes, trials, theta, 'below'),
}

const OF_LISTS: Readonly<Record<string, (values: readonly number[], x: number) => unknown>> = {
  mean: stats.mean,
  standardDeviation: stats.standardDeviation,
  quantile: stats.quantile,
  quantileInterval: stats.quantileInterval,
  suiteMean: (values, confidence) => stats.suiteMean([values, values.slice(1)], confidence),
  suiteMeanDifference: (values, factor) =>
    stats.suiteMeanDifference([values, values.slice(1)], [values.toReversed(), values.slice(1)], { factor }),
  pairedT: (values) => stats.pairedT(values, 'below'),
  permutationTest: (values, most) =>
    stats.permutationTest({
      strata: [{ candidate: values, baseline: values.slice(1) }],
      statistic: ([first]) => stats.mean(first?.candidate ?? []),
      random: { index: (below) => below - 1 },
      most: Math.min(most, 100),
    }),
  meanPermutationTest: (values, most) =>
    stats.meanPermutationTest({
      strata: [{ candidate: values, baseline: values.slice(1) }],
      side: 'above',
      random: { index: (below) => below - 1 },
      most: Math.min(most, 100),
    }),
  benjaminiHochberg: stats.benjaminiHochberg,
  taroneBenjaminiHochberg: (values, q) =>
    stats.taroneBenjaminiHochberg(
      values.map((p) => ({ p, smallest: p })),
      q,
      q,
    ),
  holmLevels: stats.holmLevels,
  nominalLevels: (fractions, alpha) => stats.nominalLevels({ alpha, fractions }),
  heterogeneity: (values, error) =>
    stats.heterogeneity(
      values,
      values.map(() => error),
    ),
  runDrift: (values, x) =>
    stats.runDrift({
      table: [[values, values.toReversed()]],
      scale: x < 0 ? 'log' : 'linear',
      random: { index: (below) => below - 1 },
      most: 20,
    }),
  standardNormal: (_, x) => stats.standardNormal({ next: () => Math.abs(x % 1) || 0.5 }),
  cohensKappa: (values, confidence) => stats.cohensKappa([values, values.toReversed()], confidence),
}

const OF_CASES: Readonly<Record<string, (cases: readonly stats.Counts[], x: number) => unknown>> = {
  meanRate: stats.meanRate,
  effectiveTrials: stats.effectiveTrials,
  suiteInterval: stats.suiteInterval,
  suiteSpread: stats.suiteSpread,
  populationInterval: stats.populationInterval,
  trialsOfK: stats.trialsOfK,
  suiteDifference: (cases, confidence) => stats.suiteDifference(cases, cases.toReversed(), confidence),
  stratifiedTest: (cases) => stats.stratifiedTest(pairs(cases), 'below'),
  meanPassAtK: stats.meanPassAtK,
  meanPassHatK: stats.meanPassHatK,
}

function pairs(cases: readonly stats.Counts[]): stats.Stratum[] {
  return cases.map((candidate, index) => ({ candidate, baseline: cases.at(-1 - index) ?? candidate }))
}

test('the room exports exactly what is tested here', () => {
  const tested = [...Object.keys(OF_NUMBERS), ...Object.keys(OF_LISTS), ...Object.keys(OF_CASES)]
  expect(Object.keys(stats).toSorted()).toEqual(tested.toSorted())
})

test.each(Object.entries(OF_NUMBERS))('%s of any numbers is finite or a RangeError', (_name, call) => {
  fc.assert(
    fc.property(anyNumber, anyNumber, anyNumber, (a, b, c) => expectFiniteOrRefused(() => call(a, b, c))),
    { numRuns: 200 },
  )
})

test.each(Object.entries(OF_LISTS))('%s of any list is finite or a RangeError', (_name, call) => {
  fc.assert(
    fc.property(anyNumbers, anyNumber, (values, x) => expectFiniteOrRefused(() => call(values, x))),
    { numRuns: 200 },
  )
})

test.each(Object.entries(OF_CASES))('%s of any counts is finite or a RangeError', (_name, call) => {
  fc.assert(
    fc.property(anyCases, anyNumber, (cases, x) => expectFiniteOrRefused(() => call(cases, x))),
    { numRuns: 200 },
  )
})

function expectFiniteOrRefused(call: () => unknown): void {
  let result: unknown
  try {
    result = call()
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError)
    return
  }
  for (const value of numbersIn(result)) expect(Number.isFinite(value)).toBe(true)
}

function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : []
}
