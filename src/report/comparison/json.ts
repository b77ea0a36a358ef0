import { divergenceSentence } from '../divergence/index.ts'
import { jsonText } from '../json.ts'
import type { Renderer } from '../types.ts'
import type { ComparisonReport } from './types.ts'

/** For programs: what the gate made of the two runs, and for each case that got worse where their ways part. */
export const json: Renderer<ComparisonReport> = {
  name: 'json',
  render({ suite, labels: [baseline, candidate], verdict, divergences, warnings }) {
    const { comparison, assertions, decision, exitCode, notes } = verdict
    return jsonText({
      suite,
      baseline,
      candidate,
      decision,
      exitCode,
      assertions: assertions.map(({ unit, span, open, decidedAtRound, ...assertion }) => assertion),
      comparison,
      divergences: [...divergences].map(([id, pair]) => ({
        case: id,
        kind: pair.divergence.kind,
        commonSteps: pair.common,
        baselineTrial: pair.baseline.trial,
        candidateTrial: pair.candidate.trial,
        failingTrials: pair.share.of,
        alike: pair.share.times,
        sentence: divergenceSentence(pair),
      })),
      notes: [...notes, ...warnings],
    })
  },
}
