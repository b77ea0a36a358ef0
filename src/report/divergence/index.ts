/** Where a failing trial left the way of the baseline: a sentence, and both trials side by side. */

export { divergenceLines } from './lines.ts'
export { divergenceSentence } from './sentence.ts'
