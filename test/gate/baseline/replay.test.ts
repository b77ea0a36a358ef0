import { expect, it } from 'vitest'
import {
  casesOfBaseline,
  decodeBaseline,
  encodeBaseline,
  poolRuns,
  trialsOfBaseline,
} from '../../../src/gate/baseline/index.ts'
import { caseOf, measures } from '../build.ts'
import { cases, judgeAgainst, resultsOf } from '../comparison/build.ts'
import { runOf } from './build.ts'

/** Costs and times as a live model gives them, with all the digits of a binary fraction. */
const noisy = (trial: number, id: string) => ({
  score: 1 / (3 + trial),
  measures: measures({
    costUsd: 0.01 / (3 + trial + id.length),
    latencyMs: 1000 / (7 + trial),
    callLatenciesMs: [400 / (3 + trial)],
    tokens: 500 + trial,
  }),
})

it('a replay is no dearer, slower or worse than the baseline that was made of it', () => {
  const results = resultsOf('recording', cases(7, 'PPPPPPF'), noisy)
  const run = { ...runOf('1', {}), cases: Object.keys(cases(7, 'P')).map((id) => caseOf(id)), results }
  const file = encodeBaseline(poolRuns([run], null).baseline)
  const again = decodeBaseline(file, 'x.json')
  const verdict = judgeAgainst(trialsOfBaseline(again), results, [
    'success_rate >= baseline',
    'avg_score >= baseline',
    'avg_cost <= baseline',
    'total_cost <= baseline',
    'cost_per_success <= baseline',
    'avg_latency <= baseline',
    'p95_latency <= baseline',
    'p95_call_latency <= baseline',
    'avg_tokens <= baseline',
  ])
  expect(casesOfBaseline(again)).toHaveLength(7)
  expect(verdict.assertions.map(({ text, evidence, proof }) => [text, evidence, proof])).toEqual(
    verdict.assertions.map(({ text }) => [text, 'fixed', 'proven_pass']),
  )
})
