/** What must hold in a trial: the expectations by name, the argument matchers, and the score of a trial. */
export { investigate, isAskedBy, judgesOf, needsInvestigation } from './investigate.ts'
export type { ItemIssue } from './issue.ts'
export { checkArgsPattern, checkPattern } from './match/check.ts'
export { matchArgs } from './match/match.ts'
export { expectationItem, expectationJsonSchema, mentionsOf, parseExpectation, registry } from './registry.ts'
export { scoreTrial } from './score.ts'
export * from './types.ts'
export { parseDuration, parseMoney, parsePercent, parsePoints } from './units.ts'
