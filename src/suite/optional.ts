import type { PlacedExpectation } from './expectations.ts'
import type { Problem } from './problem.ts'

/** Optional expectations fail a trial through the case's `min_score` alone, which is of nothing else. */
export function checkOptional(expect: readonly PlacedExpectation[], hasMinScore: boolean): Problem[] {
  const optional = expect.filter(({ grading }) => !grading.required)
  if (hasMinScore) return optional.length === 0 && expect.length > 0 ? [ofNothing] : []
  return optional.length === expect.length && expect.length > 0 ? [nothingRequired] : []
}

const ofNothing: Problem = {
  code: 'cannot-fail',
  path: ['min_score'],
  message: 'min_score is of the expectations with  required: false, and the case has none',
  hint: 'add  required: false  to those that it is of',
}

const nothingRequired: Problem = {
  code: 'no-expectations',
  path: [],
  message: 'all that the case expects is optional, so nothing can fail it',
  hint: 'add for example  min_score: 0.8, or take a  required: false  away',
}
