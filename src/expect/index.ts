/** What must hold in a trial: the expectations by name, the argument matchers, and the score of a trial. */
export { contradiction } from './contradiction.ts'
export { investigate, judgesOf, needsInvestigation } from './investigate.ts'
export type { ItemIssue } from './issue.ts'
export { askedBy } from './judge/asked.ts'
export type { JudgeSpec } from './judge/spec.ts'
export { checkArgsPattern, checkPattern } from './match/check.ts'
export { matchArgs, matchesAt } from './match/match.ts'
export {
  expectationItem,
  expectationJsonSchema,
  items,
  mentionsOf,
  parseExpectation,
  registry,
} from './registry.ts'
export { scoreTrial } from './score.ts'
export * from './types.ts'
export { parseDuration, parseMoney, parsePercent, parsePoints } from './units.ts'
