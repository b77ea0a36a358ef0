import { hash } from 'node:crypto'
import canonicalize from 'canonicalize'
import { holdsToken } from '../../model/recording/marks.ts'
import type { JsonObject } from '../../trajectory/index.ts'
import { judgeIn, judgeRequest } from './request.ts'
import type { JudgeSpec } from './spec.ts'

/** The same for all requests of a judge, whatever the transcript. */
const identityOf = (request: JsonObject): string =>
  hash('sha256', canonicalize(judgeIn(request)) ?? '', 'hex')

/**
 * Tells the requests of these judges from those of judges whose rubric, model or choices were others. A rubric that
 * holds a placeholder cannot be compared, and counts as asked.
 */
export function askedBy(specs: readonly JudgeSpec[]): (request: JsonObject) => boolean {
  const known = new Set(specs.map((spec) => identityOf(judgeRequest(spec, []))))
  return (request) =>
    known.has(identityOf(request)) || (specs.length > 0 && holdsToken(JSON.stringify(judgeIn(request))))
}
