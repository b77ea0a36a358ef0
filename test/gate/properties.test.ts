import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TrialResult } from '../../src/expect/types.ts'
import { holds, isFloor } from '../../src/gate/compare.ts'
import { judge } from '../../src/gate/judge.ts'
import { parseAssertion } from '../../src/gate/parse.ts'
import { summarize } from '../../src/gate/summary.ts'
import { summarySchema } from '../../src/gate/summary-schema.ts'
import type { AssertionReport, GateInput } from '../../src/gate/types.ts'
import { caseOf, inputOf, measures, suiteOf, trialsOf } from './build.ts'

const IDS = ['a', 'b', 'c', 'd']
const SUITE = suiteOf(
  IDS.map((id, index) => caseOf(id, { tags: [index % 2 === 0 ? 'even' : 'odd'] })),
  { maxErrors: 0.4 },
)

/** Any number of letters for each case; now and then a copy of an earlier sample, or a measure that is unknown. */
const trials = fc
  .tuple(...IDS.map((id) => fc.array(trialOf(id), { maxLength: 30 })))
  .map((cases) =>
    cases.flatMap((own) => own.map((trial, index): TrialResult => ({ ...trial, trial: index }))),
  )

function trialOf(id: string): fc.Arbitrary<TrialResult> {
  return fc
    .record({
      letter: fc.constantFrom(...'PPPPPPFFEU'),
      sample: fc.option(fc.integer({ min: 0, max: 5 }), { nil: null, freq: 2 }),
      evidence: fc.constantFrom('sampled', 'sampled', 'fixed'),
      costUsd: fc.option(fc.double({ min: 0, max: 2, noNaN: true }), { nil: null, freq: 200 }),
      latencyMs: fc.integer({ min: 0, max: 5000 }),
      toolErrors: fc.integer({ min: 0, max: 3 }),
      unique: fc.uuid(),
    })
    .map(({ letter, sample, evidence, unique, ...own }) => {
      const over = {
        sample: sample === null ? unique : `rec-${sample}`,
        evidence: evidence as 'fixed' | 'sampled',
      }
      const [trial] = trialsOf(id, letter, { ...over, measures: measures({ ...own, toolCalls: 3 }) })
      if (trial === undefined) throw new Error('expected a trial')
      return trial
    })
}

const percent = fc.integer({ min: 1, max: 99 }).map((value) => `${value}%`)
const operator = fc.constantFrom('>=', '>', '<=', '<')
const assertion = fc
  .tuple(
    fc.oneof(
      fc.tuple(
        fc.constantFrom('success_rate', 'error_rate', 'tool_error_rate', 'escalation_rate', 'pass^2'),
        percent,
      ),
      fc.tuple(
        fc.constantFrom('avg_cost', 'total_cost', 'cost_per_success'),
        fc.constantFrom('$0.5', '$1', '$20'),
      ),
      fc.tuple(
        fc.constantFrom('avg_latency', 'p50_latency', 'p95_latency', 'p95_call_latency'),
        fc.constantFrom('600ms', '2s', '4s'),
      ),
    ),
    fc.constantFrom('', '(tag=even)', '(case=a)'),
    operator,
    fc.constantFrom('', ' with 80% confidence', ' with 99% confidence'),
  )
  .map(
    ([[metric, bound], selector, sign, confidence]) => `${metric}${selector} ${sign} ${bound}${confidence}`,
  )

const assertions = fc.array(assertion, { minLength: 1, maxLength: 5 })

function operatorOf({ text }: AssertionReport) {
  const parsed = parseAssertion(text)
  if (!parsed.ok || parsed.assertion.claim.kind !== 'absolute')
    throw new Error(`expected an absolute claim: ${text}`)
  return parsed.assertion.claim.operator
}

describe('whatever was run', () => {
  it('the proof agrees with the bounds shown, the bounds enclose the value, and the decision follows', () => {
    fc.assert(
      fc.property(trials, assertions, fc.boolean(), (results, texts, failOnInconclusive) => {
        const verdict = judge(inputOf(SUITE, results, texts, { failOnInconclusive }))
        for (const report of verdict.assertions) {
          const { proof, decision, value, low, high, bound } = report
          if (bound === null) throw new Error('expected a bound')
          const sign = operatorOf(report)
          const [worst, best] = isFloor(sign) ? [low, high] : [high, low]
          expect(proof === 'proven_pass').toBe(worst !== null && holds(sign, worst, bound))
          if (proof === 'proven_fail') expect(best !== null && !holds(sign, best, bound)).toBe(true)
          if (proof === 'inconclusive' && best !== null) expect(holds(sign, best, bound)).toBe(true)
          if (value !== null && low !== null) expect(low).toBeLessThanOrEqual(value + 1e-9)
          if (value !== null && high !== null) expect(high).toBeGreaterThanOrEqual(value - 1e-9)
          if (proof === 'proven_pass') expect(decision).toBe('pass')
          if (proof === 'proven_fail') expect(decision).toBe('fail')
          if (proof === 'inconclusive' && failOnInconclusive) expect(decision).not.toBe('pass')
          if (value !== null && !failOnInconclusive)
            expect(decision).toBe(holds(sign, value, bound) ? 'pass' : 'fail')
          expect(report.because).not.toMatch(/NaN|Infinity|undefined|null/)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('the exit code follows the decision, and a summary of it is what the schema says', () => {
    const identity = { suite: 's', runId: 'r', seed: 1, responses: 'live', models: [], agent: 'x' } as const
    fc.assert(
      fc.property(trials, assertions, (results, texts) => {
        const verdict = judge(inputOf(SUITE, results, texts))
        expect(verdict.exitCode).toBe({ pass: 0, fail: 1, error: 3 }[verdict.decision])
        const summary = summarize(identity, verdict)
        expect(summarySchema.parse(JSON.parse(JSON.stringify(summary)))).toEqual(summary)
        for (const { value, low, high } of Object.values(summary.metrics)) {
          if (value !== null && low !== null) expect(low).toBeLessThanOrEqual(value + 1e-9)
          if (value !== null && high !== null) expect(high).toBeGreaterThanOrEqual(value - 1e-9)
        }
      }),
      { numRuns: 100 },
    )
  })

  it('the order of the results never changes the verdict', () => {
    fc.assert(
      fc.property(
        trials.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
        ),
        assertions,
        ([results, shuffled], texts) => {
          const input = inputOf(SUITE, results, texts)
          expect(judge({ ...input, results: shuffled })).toEqual(judge(input))
        },
      ),
      { numRuns: 100 },
    )
  })

  it('one more failing trial never turns a fail into a pass', () => {
    const texts = fc.array(
      fc.tuple(
        fc.constantFrom('success_rate', 'success_rate(tag=even)'),
        fc.constantFrom('>=', '>'),
        percent,
      ),
      { minLength: 1, maxLength: 3 },
    )
    fc.assert(
      fc.property(trials, texts, fc.constantFrom(...IDS), (results, parts, id) => {
        const before = judge(
          inputOf(
            SUITE,
            results,
            parts.map((part) => part.join(' ')),
          ),
        )
        const one = trialsOf(id, 'F', { trial: 1000, sample: 'one more' })
        const after = judge(
          inputOf(
            SUITE,
            [...results, ...one],
            parts.map((part) => part.join(' ')),
          ),
        )
        fc.pre(before.decision === 'fail')
        expect(after.decision).not.toBe('pass')
      }),
      { numRuns: 200 },
    )
  })

  it('a run that was cut short is never green', () => {
    fc.assert(
      fc.property(trials, assertions, fc.integer({ min: 0, max: 200 }), (results, texts, kept) => {
        const input: GateInput = inputOf(SUITE, results, texts)
        const part = judge({ ...input, results: results.slice(0, kept) })
        if (kept < results.length || results.length === 0)
          expect(part).toMatchObject({ decision: 'error', exitCode: 3 })
      }),
      { numRuns: 100 },
    )
  })
})
