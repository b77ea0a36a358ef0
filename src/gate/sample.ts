import { evidenceOf, isScored, type Measured, type Observation, type ObservedCase } from './observe.ts'
import type { Evidence } from './types.ts'

export type Measure = 'costUsd' | 'judgeCostUsd' | 'latencyMs' | 'tokens' | 'iterations' | 'toolCalls'

/** The cases that a group or an assertion is about, with what all of their metrics ask for gathered once. */
export interface Sample {
  readonly cases: readonly ObservedCase[]
  readonly observations: readonly Observation[]
  readonly evidence: Evidence
  /** What was measured of each observation that did not end in error. */
  readonly measured: readonly Measured[]
  /** Observations of which nothing was measured: all their trials ended in error. */
  readonly missing: number
  /** Observations of which nobody can say whether they passed. */
  readonly unscored: number
  /** Ascending, those that are known. */
  readonly latencies: readonly number[]
  /** Model calls, those whose latency is unknown included. */
  readonly calls: number
  /** Ascending, those that are known. */
  readonly callLatencies: readonly number[]
  /**
   * The known values by case, without the cases that have none. Where every case has one value alone, they are
   * one list: t on the case means is the same either way, and thousands of lists of one are slow.
   */
  values(measure: Measure): readonly (readonly number[])[]
}

export function sampleOf(cases: readonly ObservedCase[]): Sample {
  const observations: Observation[] = []
  const measured: Measured[] = []
  const measuredByCase: (readonly Measured[])[] = []
  for (const each of cases) {
    const own: Measured[] = []
    for (const observation of each.observations) {
      observations.push(observation)
      if (observation.measured !== null) own.push(observation.measured)
    }
    if (own.length > 0) measuredByCase.push(own)
    for (const one of own) measured.push(one)
  }
  const calls = measured.flatMap(({ callLatenciesMs }) => callLatenciesMs)
  return {
    cases,
    observations,
    evidence: evidenceOf(observations),
    measured,
    missing: observations.length - measured.length,
    unscored: observations.filter((observation) => !isScored(observation)).length,
    latencies: ascending(measured.map(({ latencyMs }) => latencyMs)),
    calls: calls.length,
    callLatencies: ascending(calls),
    values: memo((measure) => valuesOf(measuredByCase, measure)),
  }
}

function valuesOf(
  byCase: readonly (readonly Measured[])[],
  measure: Measure,
): readonly (readonly number[])[] {
  const lists = byCase.every(({ length }) => length === 1) ? [byCase.flat()] : byCase
  const values = lists.map((own) => own.map((each) => each[measure]).filter(isKnown))
  return values.filter(({ length }) => length > 0)
}

function memo<K, V>(make: (key: K) => V): (key: K) => V {
  const made = new Map<K, V>()
  return (key) => {
    const known = made.get(key)
    if (known !== undefined) return known
    const value = make(key)
    made.set(key, value)
    return value
  }
}

/** Typed arrays sort by value, many times faster than with a comparison. */
const ascending = (values: readonly (number | null)[]): readonly number[] =>
  Array.from(Float64Array.from(values.filter(isKnown)).sort())

/** Beyond this no sum of squares is a number any more: the harness that measured it is broken. */
const LARGEST = 1e100

/** Whether a measure is a number at all; `null` is unknown, and so is what is none. */
export const isKnown = (value: number | null): value is number => value !== null && Math.abs(value) <= LARGEST
