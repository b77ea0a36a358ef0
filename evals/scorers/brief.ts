import type { ScorerInput, ScorerResult } from '../../src/index.ts'

const ENOUGH = 30

/** 1 for an answer of up to thirty words, less the longer it is. In a project of yours the types come from 'pawl'. */
export default function brief({ output, messages }: ScorerInput): ScorerResult {
  const words = (output ?? '').split(/\s+/).filter(Boolean).length
  const last = messages.at(-1)
  return {
    score: words === 0 ? 0 : Math.min(1, ENOUGH / words),
    reason: `the answer has ${words} words, ${ENOUGH} are enough`,
    events: last === undefined ? [] : [last.index],
  }
}
