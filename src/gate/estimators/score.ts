import { effectiveTrials, mean } from '../../stats/index.ts'
import { type Estimate, unknownBecause } from '../estimate.ts'
import type { Sample } from '../sample.ts'
import { trialsOf } from './common.ts'

/**
 * Mean over cases of the mean score of a case's observations. Scores lie in 0..1, and so vary no more than passes of
 * the same mean do: as a share their interval never claims too much.
 */
export function averageScore(sample: Sample): Estimate {
  const tried = sample.cases.filter(({ observations }) => observations.length > 0)
  const n = sample.observations.length
  const scored = tried
    .map(({ observations }) => observations.flatMap(({ score }) => score ?? []))
    .filter(({ length }) => length > 0)
  if (scored.length === 0)
    return unknownBecause(n === 0 ? 'no trial was run' : `none of ${trialsOf(sample)} trials was scored`, n)
  const trials = effectiveTrials(
    tried.map(({ observations }) => ({ passes: 0, trials: observations.length })),
  )
  const rateWith = (unknown: 0 | 1): number =>
    mean(tried.map(({ observations }) => mean(observations.map(({ score }) => score ?? unknown))))
  return {
    kind: 'share',
    value: mean(scored.map((scores) => mean(scores))),
    smallest: { rate: rateWith(0), trials },
    largest: { rate: rateWith(1), trials },
    byCase: null,
    n,
  }
}
