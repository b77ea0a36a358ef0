import { formatUsd } from '../gate/format.ts'
import { visibleName } from '../report/sanitize.ts'
import { count } from '../report/words.ts'
import type { Estimate, Survey } from '../run/index.ts'
import type { Suite } from '../suite/index.ts'

const MOST_REASONS = 3

/**
 * What a recording run is about to do, why, and what it will likely take:
 * `x.eval.yaml: the system prompt changed; 100 of 100 recordings are stale; 412 calls, about $1.20`.
 * @param asked numbers of the trials to record, by case
 * @param upstream the run that is played instead of the model
 */
export function announcement(
  { suite, cases }: Survey,
  asked: ReadonlyMap<string, readonly number[]>,
  estimate: Estimate,
  upstream: string | null,
): string {
  const trials = cases.flatMap((item) => item.trials)
  const stale = trials.filter(({ state }) => state.kind === 'stale').length
  const missing = trials.filter(({ state }) => state.kind === 'missing').length
  const wanted = [...asked.values()].reduce((total, numbers) => total + numbers.length, 0)
  const parts = [
    reasonsOf(trials.flatMap(({ state }) => (state.kind === 'stale' ? state.reasons : []))),
    stateWords(stale, missing, trials.length),
    wanted > stale + missing ? againWords(trials.length) : '',
    upstream === null ? estimateWords(estimate) : `played from ${visibleName(upstream)}`,
  ]
  return `${visibleName(suite.displayPath)}: ${parts.filter((part) => part !== '').join('; ')}`
}

/** Each reason once, the first ones by name. */
export function reasonsOf(reasons: readonly string[]): string {
  const distinct = [...new Set(reasons)].map(visibleName)
  const shown = distinct.slice(0, MOST_REASONS).join(', ')
  return distinct.length > MOST_REASONS ? `${shown} and ${distinct.length - MOST_REASONS} more` : shown
}

export const recordingCount = (value: number): string => count(value, 'recording')

const againWords = (all: number): string =>
  all === 1 ? 'its recording is made again' : `all ${all} are recorded again`

function stateWords(stale: number, missing: number, planned: number): string {
  const of = `of ${recordingCount(planned)}`
  const be = (value: number): string => (value === 1 ? 'is' : 'are')
  if (stale > 0 && missing > 0) return `${stale} ${of} ${be(stale)} stale, ${missing} missing`
  if (stale > 0) return `${stale} ${of} ${be(stale)} stale`
  return missing > 0 ? `${missing} ${of} ${be(missing)} missing` : ''
}

function estimateWords({ calls, costUsd }: Estimate): string {
  if (calls === null) return 'an unknown number of calls'
  return `${count(calls, 'call')}, ${costUsd === null ? 'at an unknown price' : `about ${formatUsd(costUsd)}`}`
}

/** `; judges: 6 calls at most, about $0.02`; empty where there are none. */
export const judgeWords = (estimate: Estimate): string =>
  estimate.calls === 0 ? '' : `; judges: ${judgeCalls(estimate)}`

/** `x.eval.yaml: the judges of 2 trials were not asked; 6 calls at most, about $0.02`. */
export function judgeAnnouncement(
  suite: Suite,
  asked: ReadonlyMap<string, readonly number[]>,
  estimate: Estimate,
): string {
  const trials = [...asked.values()].reduce((total, numbers) => total + numbers.length, 0)
  return `${visibleName(suite.displayPath)}: the judges of ${count(trials, 'trial')} are asked; ${judgeCalls(estimate)}`
}

const judgeCalls = ({ calls, costUsd }: Estimate): string =>
  `${count(calls ?? 0, 'call')} at most, ${costUsd === null ? 'at an unknown price' : `about ${formatUsd(costUsd)}`}`
