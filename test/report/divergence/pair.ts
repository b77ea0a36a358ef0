import { type DivergingPair, divergingPair, type Trajectory } from '../../../src/trajectory/index.ts'
import { type Act, trialOf } from '../../trajectory/acts.ts'

/** The pair of two trials, which must part. */
export function pairOf(baseline: Trajectory, ...candidates: readonly Trajectory[]): DivergingPair {
  const pair = divergingPair([baseline], candidates)
  if (pair === null) throw new Error('they do not part')
  return pair
}

export const between = (baseline: readonly Act[], candidate: readonly Act[]): DivergingPair =>
  pairOf(trialOf(baseline), trialOf(candidate))

/** Texts that would act on a terminal or a log, or that need care to be cut. */
export const HOSTILE = [
  '\u001b[2J\u001b]8;;http://evil.example\u0007click',
  'safe \u202egnp.exe\u2066 \u200b\u{e0041}\u2028 end',
  '\ud83d and \ude00 \uffff',
  '\u0000\b\r\u007f\u0085\n::error::forged\n##[group]x',
  '注文を返金してください。'.repeat(40),
  '👩‍👩‍👧‍👦🇩🇪'.repeat(60),
  'x'.repeat(5000),
  '__proto__',
  '',
]
