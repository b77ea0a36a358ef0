import { describe, expect, it } from 'vitest'
import { baselinePath, decodeBaseline, encodeBaseline, poolRuns } from '../../../src/gate/baseline/index.ts'
import { measures } from '../build.ts'
import { runOf, sampled } from './build.ts'

const { baseline } = poolRuns(
  [sampled(runOf('1', { a: 'PF' }), { measures: measures({ costUsd: 0.1 + 0.2, latencyMs: 1000.00049 }) })],
  null,
)
const TEXT = encodeBaseline(baseline)

describe('the file of a baseline', () => {
  it('lies in a folder beside its suite', () => {
    expect(baselinePath('/x/evals/shop.eval.yaml', 'shop')).toBe('/x/evals/baselines/shop.json')
  })

  it('has a line for each run, and one for what is told of all trials of a case', () => {
    expect(TEXT).toBe(`{
  "format": 1,
  "suite": "shop",
  "suiteHash": "hash-suite",
  "agent": "agent.yaml (claude-haiku-4-5)",
  "agentFingerprint": "f1",
  "models": ["claude-haiku-4-5"],
  "escalationTools": null,
  "runs": [
    { "id": "1", "startedAt": "2026-11-01T10:00:00.000Z", "responses": "live", "revision": { "commit": "c0ffee", "branch": "main" }, "trials": 2, "successRate": 0.5 }
  ],
  "metrics": { "success_rate": 0.5, "avg_cost": 0.3, "p95_latency": 1000 },
  "cases": [
    {
      "id": "a",
      "hash": "hash-a",
      "tags": [],
      "passed": 1,
      "failed": 1,
      "errored": 0,
      "unscored": 0,
      "costUsd": 0.3,
      "latencyMs": { "p50": 1000, "p95": 1000 },
      "trials": {
        "origin": ["live-0-1", "live-1-1"],
        "evidence": ["sampled", "sampled"],
        "outcome": ["pass", "fail"],
        "code": [null, null],
        "score": [1, 0],
        "costUsd": [0.3, 0.3],
        "judgeCostUsd": [0, 0],
        "retriedCostUsd": [0, 0],
        "latencyMs": [1000.00049, 1000.00049],
        "tokens": [500, 500],
        "iterations": [2, 2],
        "toolCalls": [1, 1],
        "toolErrors": [0, 0],
        "lostCalls": [0, 0],
        "tools": [["get_order"], ["get_order"]],
        "callLatenciesMs": [[400, 600], [400, 600]]
      }
    }
  ]
}
`)
  })
})

describe('a baseline that cannot be read says why', () => {
  const changed = (from: string | RegExp, to: string): string => {
    const text = TEXT.replace(from, to)
    expect(text).not.toBe(TEXT)
    return text
  }

  it.each<[string, string, RegExp]>([
    [
      'it is of a newer format',
      changed('"format": 1', '"format": 2'),
      /format 2.*reads up to 1: update pawl/,
    ],
    ['it is cut', TEXT.slice(0, 400), /it is not JSON: /],
    ['it was merged by hand', `<<<<<<< ours\n${TEXT}`, /it has the marks of a merge conflict/],
    ['it is something else', '[]', /expected object/],
    ['a key is wrong', changed('"passed": 1', '"passed": "1"'), /at \.cases\.0\.passed: /],
    ['it has a key of nobody', changed('"tags"', '"tog": 1, "tags"'), /Unrecognized key: "tog"/],
    ['a score is none', changed('"score": [1, 0]', '"score": [99, 0]'), /at \.cases\.0\.trials\.score\.0: /],
    [
      'a cost is below 0',
      changed('"costUsd": [0.3', '"costUsd": [-0.3'),
      /at \.cases\.0\.trials\.costUsd\.0: /,
    ],
    ['a run is in another folder', changed('"id": "1"', '"id": "../1"'), /at \.runs\.0\.id: /],
    [
      'a column is short',
      changed('"tokens": [500, 500]', '"tokens": [500]'),
      /case a: expected 2 trials in \.trials\.tokens, found 1/,
    ],
    [
      'its counts are not those of its trials',
      changed('"failed": 1', '"failed": 0'),
      /case a says 1 passed, 0 failed, 0 errored, 0 unscored, and its trials 1 passed, 1 failed/,
    ],
    [
      'a case is there twice',
      JSON.stringify({ ...baseline, cases: [...baseline.cases, ...baseline.cases] }),
      /case a is there twice/,
    ],
  ])('%s', (_, text, why) => {
    const decode = () => decodeBaseline(text, 'evals/baselines/shop.json')
    expect(decode).toThrow(expect.objectContaining({ code: 'baseline-unreadable', exitCode: 2 }))
    expect(decode).toThrow(why)
    expect(decode).toThrow('evals/baselines/shop.json')
  })
})
