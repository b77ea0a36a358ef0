import { PawlError } from '../../errors.ts'
import { firstDifference, type Json, type JsonObject, own } from '../../trajectory/index.ts'
import type { EndpointName } from '../protocol/types.ts'
import { quote, quoteDifference } from '../quote.ts'
import type { RecordedCall, Recording } from './format.ts'

export interface Missed {
  readonly case: string
  readonly recording: Recording
  readonly endpoint: EndpointName
  /** The request as it would be stored. */
  readonly request: JsonObject
  /** Which of the trial's calls it is, from 1. */
  readonly asked: number
  /** The command that records the case again. */
  readonly command: string
}

/** Says which recorded call is nearest to the request, and where they part. */
export function miss({ case: caseId, recording, endpoint, request, asked, command }: Missed): PawlError {
  const what = `the agent's model call ${asked} is not in the recording of case ${caseId}`
  const failed = (message: string): PawlError =>
    new PawlError('recording-miss', message, { hint: `If the change is meant, record again: ${command}` })
  if (recording.calls.length === 0) return failed(`${what}, which is empty`)
  const nearest = nearestCall(recording.calls, endpoint, request)
  if (nearest === null) return failed(`${what}: no recorded call went to /v1/${endpoint}`)
  const difference = firstDifference(nearest.call.request, request)
  if (difference === null) {
    return failed(`${what} once more: it equals recorded call ${nearest.number}, which was played already`)
  }
  const { before, after } = quoteDifference(difference)
  const where = `nearest is recorded call ${nearest.number}, first difference at ${difference.path}`
  return failed(`${what}: ${where}: recorded ${before}, now ${after}`)
}

/** What `--strict` says where the agent is done and the recording is not; `null` where it is. */
export function unplayed(
  caseId: string,
  recording: Recording,
  played: ReadonlySet<number>,
): PawlError | null {
  const left = [...recording.calls.entries()].filter(([index]) => !played.has(index))
  const [first] = left
  if (!first) return null
  const [index, { request, endpoint }] = first
  const last = historyOf(request).at(-1)
  const about = last === undefined ? `to /v1/${endpoint}` : `to /v1/${endpoint}, ending in ${quote(last)}`
  return new PawlError(
    'recording-unplayed',
    `the agent of case ${caseId} left ${left.length} of ${recording.calls.length} recorded calls unasked; the first is call ${index + 1} ${about}`,
    { hint: 'The agent asks the model less than when it was recorded. If that is meant, record again.' },
  )
}

/** The recorded call that shares most with the request: the same fields and the longest common history. */
function nearestCall(
  calls: readonly RecordedCall[],
  endpoint: EndpointName,
  request: JsonObject,
): { readonly call: RecordedCall; readonly number: number } | null {
  let best: { call: RecordedCall; number: number; likeness: number } | null = null
  for (const [index, call] of calls.entries()) {
    if (call.endpoint !== endpoint) continue
    const likeness = likenessOf(call.request, request)
    if (best === null || likeness > best.likeness) best = { call, number: index + 1, likeness }
  }
  return best
}

function likenessOf(recorded: JsonObject, now: JsonObject): number {
  const then = historyOf(recorded)
  const today = historyOf(now)
  const shared = then.findIndex((message, index) => firstDifference(message, today[index]) !== null)
  const common = shared === -1 ? then.length : shared
  const fields = Object.keys(recorded).filter(
    (key) =>
      key !== 'messages' && key !== 'input' && firstDifference(own(recorded, key), own(now, key)) === null,
  )
  return common * 2 - Math.abs(then.length - today.length) + fields.length
}

function historyOf(body: JsonObject): readonly Json[] {
  const history = own(body, 'messages') ?? own(body, 'input')
  return Array.isArray(history) ? history : []
}
