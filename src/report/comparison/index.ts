/** What changed between a baseline and a run. */
export { type ComparisonOptions, comparisonLines, type Divergences } from './lines.ts'
