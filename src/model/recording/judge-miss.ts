import { PawlError } from '../../errors.ts'
import { firstDifference, type Json, type JsonObject, own } from '../../trajectory/index.ts'
import { quoteDifference } from '../quote.ts'
import type { RecordedCall, Recording } from './format.ts'

export interface MissedJudgement {
  readonly caseId: string
  /** What judges of the case were asked, one each. */
  readonly recordings: readonly Recording[]
  readonly path: string
  /** The request as it would be stored. */
  readonly request: JsonObject
  /** The command that asks for what is missing. */
  readonly command: string
}

/** Says which recorded request of a judge is nearest, and where they part. */
export function judgeMiss({ caseId, recordings, path, request, command }: MissedJudgement): PawlError {
  const failed = (message: string): PawlError =>
    new PawlError('judge-missing', message, { hint: `Ask the judge: ${command}` })
  const nearest = nearestTo(
    request,
    recordings.flatMap(({ calls }) => calls.slice(0, 1)),
  )
  if (nearest === null) return failed(`case ${caseId} has no recorded answers of a judge: expected ${path}`)
  const difference = firstDifference(nearest.request, request)
  if (difference === null) {
    return failed(`the judge of case ${caseId} was asked this less often when it was recorded`)
  }
  const { before, after } = quoteDifference(difference)
  return failed(
    `the judge was not asked this when case ${caseId} was recorded; of the nearest the first difference is at ${difference.path}: recorded ${before}, now ${after}`,
  )
}

/** The one that shares most: the same judge, and the longest common beginning of the transcript. */
function nearestTo(request: JsonObject, calls: readonly RecordedCall[]): RecordedCall | null {
  let best: { readonly call: RecordedCall; readonly likeness: number } | null = null
  for (const call of calls) {
    const likeness = likenessOf(call.request, request)
    if (best === null || likeness > best.likeness) best = { call, likeness }
  }
  return best?.call ?? null
}

function likenessOf(recorded: JsonObject, now: JsonObject): number {
  const [then, today] = [partsOf(recorded), partsOf(now)]
  const parted = then.findIndex((part, index) => firstDifference(part, today[index]) !== null)
  const fields = Object.keys(recorded).filter(
    (key) => key !== 'messages' && firstDifference(own(recorded, key), own(now, key)) === null,
  )
  return (parted === -1 ? then.length : parted) + fields.length
}

/** The blocks of all messages. */
function partsOf(request: JsonObject): readonly Json[] {
  const messages = own(request, 'messages')
  if (!Array.isArray(messages)) return []
  return messages.flatMap((message: Json): readonly Json[] => {
    const content =
      typeof message === 'object' && message !== null ? own(message as JsonObject, 'content') : null
    return Array.isArray(content) ? content : [content ?? null]
  })
}
