import * as z from 'zod'

const number = z.number().nullable()
const counts = z.strictObject({ passed: z.int(), trials: z.int() })

/** What `pawl compare --reporter json` writes: every key, and no other. */
const shape = z.strictObject({
  suite: z.string(),
  baseline: z.string(),
  candidate: z.string(),
  decision: z.enum(['pass', 'fail', 'error']),
  exitCode: z.int(),
  assertions: z.array(
    z.strictObject({
      text: z.string(),
      evidence: z.enum(['fixed', 'sampled']),
      proof: z.enum(['proven_pass', 'proven_fail', 'inconclusive']),
      decision: z.enum(['pass', 'fail', 'error']),
      value: number,
      low: number,
      high: number,
      bound: number,
      missingTrials: number,
      baseline: number,
      pValue: number,
      because: z.string(),
    }),
  ),
  comparison: z.strictObject({
    baseline: z.string(),
    evidence: z.enum(['fixed', 'sampled']),
    compared: z.int(),
    exact: z.int(),
    changed: z.array(z.string()),
    missing: z.array(z.string()),
    added: z.array(z.string()),
    shifts: z.array(
      z.strictObject({
        metric: z.string(),
        baseline: number,
        candidate: number,
        difference: number,
        low: number,
        high: number,
        pValue: number,
      }),
    ),
    cases: z.array(
      z.strictObject({
        id: z.string(),
        change: z.enum(['regressed', 'improved', 'flaky', 'stable_pass', 'stable_fail', 'underpowered']),
        baseline: counts,
        candidate: counts,
        pValue: number,
      }),
    ),
  }),
  divergences: z.array(
    z.strictObject({
      case: z.string(),
      kind: z.enum(['argument', 'tool', 'answered', 'called', 'answer', 'result', 'more', 'fewer', 'ended']),
      commonSteps: z.int(),
      baselineTrial: z.int(),
      candidateTrial: z.int(),
      failingTrials: z.int(),
      alike: z.int(),
      sentence: z.string(),
    }),
  ),
  notes: z.array(z.string()),
})

/** @throws where it has another shape */
export const parseComparison = (value: unknown) => shape.parse(value)
