import type { End } from '../../trajectory/index.ts'
import { cutMiddle, visible, visibleName } from '../sanitize.ts'

const MAX_MESSAGE = 200
const MAX_PATH = 80

/** `completes`, or `ends with crash: TypeError: …`. */
export function endWords(end: End): string {
  if (end.kind === 'completed') return 'completes'
  return `ends with ${visibleName(end.code)}: ${visible(cutMiddle(end.message, MAX_MESSAGE))}`
}

/** Where two values differ; `null` for the whole of them. */
export const pathWords = (path: string): string | null =>
  path === '.' ? null : visible(cutMiddle(path, MAX_PATH))
