import { holmLevels } from '../stats/index.ts'
import { pValueOfRefusal } from './comparison/relative.ts'
import type { Estimate } from './estimate.ts'
import { DEFAULT_CONFIDENCE } from './language.ts'
import { pValueAgainst } from './p-value.ts'
import { levelOf, type Question } from './question.ts'

/** The level at which each side of an assertion is tested. */
export interface TestLevels {
  readonly pass: number
  readonly fail: number
}

/** What is needed to decide an assertion: its levels, and the p-value that may refute it. */
export interface Tested {
  readonly question: Question
  readonly levels: TestLevels
  /** `null`: exact, or without a test. */
  readonly pValue: number | null
}

/**
 * The level at which each sampled assertion may be proven to fail. Any of them turns the build red, so together
 * they share the chance of a false alarm (Holm). Each has its own alpha when it asks for another confidence: its
 * p-value is scaled to the common one and its level back.
 */
export function withLevels(questions: readonly Question[]): readonly Tested[] {
  const common = levelOf(DEFAULT_CONFIDENCE)
  const tested = questions.map((question) => ({ question, pValue: refusalOf(question) }))
  const scaled = tested.flatMap(({ question, pValue }) =>
    pValue === null ? [] : [Math.min(1, (pValue * common) / question.alpha)],
  )
  const levels = holmLevels(scaled, common).values()
  return tested.map(({ question, pValue }) => {
    const level = pValue === null ? common : (levels.next().value?.level ?? common)
    const { alpha } = question
    return { question, pValue, levels: { pass: alpha, fail: (level * alpha) / common } }
  })
}

/** The p-value of what turns the build red; `null` for what is exact and what has no test. */
export function refusalOf(question: Question): number | null {
  if (question.evidence === 'fixed') return null
  switch (question.kind) {
    case 'absolute':
      return hasTest(question.estimate)
        ? pValueAgainst(question.estimate, question.operator, question.bound)
        : null
    case 'relative':
      return pValueOfRefusal(question)
    case 'open':
      return null
  }
}

const hasTest = ({ kind }: Estimate): boolean => kind === 'share' || kind === 'quantile' || kind === 'mean'
