import { describe, expect, test } from 'vitest'
import { mean, quantile, standardDeviation } from '../../src/stats/index.ts'
import { dataFile, NEEDS_DATA, rowsBy } from './data.ts'

const requests = dataFile('llm-latency/requests.csv')
const published = dataFile('llm-latency/published.json')

type Published = Readonly<Record<string, Readonly<Record<string, number>>>>

/** The one published number that needs a wall clock, which requests.csv does not have. */
const NOT_DERIVABLE = 'num_completed_requests_per_min'

describe.skipIf(requests === null || published === null)(`19 published latency runs ${NEEDS_DATA}`, () => {
  const runs = rowsBy(requests ?? '', 'run')
  const reports: Published = JSON.parse(published ?? '{}')

  test('the quantiles, means and errors of every run: 285 numbers', () => {
    const checked = Object.keys(reports).flatMap((run) => {
      const ours = Object.entries(summary(runs.get(run) ?? []))
      const chosen = ours.filter(([key]) => /quantiles|mean|number_errors/.test(key))
      for (const [key, value] of chosen) expectNumber(value, reports[run]?.[key], `${run} ${key}`)
      return chosen
    })
    expect(checked).toHaveLength(285)
  })

  test('all else that is published: extremes, spreads, counts and rates', () => {
    expect(runs.size).toBe(19)
    for (const [run, rows] of runs) {
      const ours = summary(rows)
      const { [NOT_DERIVABLE]: _perMinute, ...theirs } = reports[run] ?? {}
      expect(Object.keys(ours).toSorted()).toEqual(Object.keys(theirs).toSorted())
      for (const [key, value] of Object.entries(ours)) expectNumber(value, theirs[key], `${run} ${key}`)
    }
  })
})

function expectNumber(ours: number, theirs: number | undefined, name: string): void {
  expect(Math.abs(ours - (theirs ?? Number.NaN)), name).toBeLessThanOrEqual(1e-9)
}

/** What the publishers report of a run, by their names; times are those of the requests that succeeded. */
function summary(rows: readonly Record<string, string>[]): Record<string, number> {
  const succeeded = rows.filter((row) => row['ok'] === '1')
  const errors = rows.length - succeeded.length
  return {
    ...times(
      'ttft_s',
      succeeded.map((row) => Number(row['ttft_s'])),
    ),
    ...times(
      'end_to_end_latency_s',
      succeeded.map((row) => Number(row['e2e_s'])),
    ),
    num_requests_started: rows.length,
    num_completed_requests: succeeded.length,
    number_errors: errors,
    error_rate: errors / rows.length,
  }
}

function times(name: string, seconds: readonly number[]): Record<string, number> {
  const quantiles = [25, 50, 75, 90, 95, 99].map((p) => [
    `${name}_quantiles_p${p}`,
    quantile(seconds, p / 100),
  ])
  return {
    ...Object.fromEntries(quantiles),
    [`${name}_mean`]: mean(seconds),
    [`${name}_min`]: quantile(seconds, 0),
    [`${name}_max`]: quantile(seconds, 1),
    [`${name}_stddev`]: standardDeviation(seconds),
  }
}
