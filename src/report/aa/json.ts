import type { AaReport } from './types.ts'

/** Version of the format: raised when a key changes its meaning or goes. */
const FORMAT = 1

/** Keys in a fixed order; what is unknown is null. Rates and levels are shares, deviations of cost and latency logarithms. */
export function aaJson({ suite, seed, resamples, trials, runs, cases, ...report }: AaReport): string {
  const { alarms, drift, drifted, notes } = report
  const json = {
    format: FORMAT,
    suite,
    seed,
    resamples,
    runs,
    cases: { total: cases.total, fixed: cases.fixed, answers: cases.answers },
    trials,
    gate: alarms.gate,
    assertions: alarms.assertions,
    drift:
      drift === null
        ? null
        : {
            runs: drift.runs.map((place) => runs[place]?.id ?? null),
            cases: drift.cases,
            metrics: drift.metrics.map(({ metric, means, deviation, expected, p }) => {
              return { metric, means, deviation, expected, p }
            }),
            alarms: drifted,
          },
    notes,
  }
  return `${JSON.stringify(json, null, 2)}\n`
}
