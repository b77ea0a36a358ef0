import type { AssertionAlarms } from '../../gate/aa/index.ts'
import { formatMeasured, formatShare } from '../../gate/format.ts'
import { count } from '../words.ts'
import type { AaReport } from './types.ts'

/** What stands out of the alarms, a sentence each; most important first. */
export function remarksOf({ alarms, cases, resamples }: AaReport): readonly string[] {
  const { notEvaluated } = alarms.gate
  return [
    ...(notEvaluated === 0 ? [] : [undecided(notEvaluated, resamples)]),
    ...alarms.assertions.flatMap((each) => remarkOn(each) ?? []),
    ...remarksOnCases(cases),
  ]
}

const undecided = (some: number, all: number): string =>
  `the gate could not be evaluated in ${some.toLocaleString('en-US')} of ${count(all, 'resample')}: too many trials without a score, or a metric that is unknown`

function remarkOn(each: AssertionAlarms): string | null {
  const { text, about, unit, value, holds, red, provenFail, level } = each
  const often = formatShare(red.rate)
  if (holds === false) {
    return `${text}: the runs as they are do not meet it (${formatMeasured(value, unit)}), so that red is right there`
  }
  if (about === 'must_pass') {
    return red.count === 0 ? null : `${text}: a single fail is red, ${often} of the time: no level holds it`
  }
  if (level === null || red.low <= level) return null
  if (about === 'value' && red.count > provenFail.count) {
    return `${text}: without proof the observed value decides, and that is red ${often} of the time although nothing changed (proven ${formatShare(provenFail.rate)}); more trials or a lower bound help`
  }
  return `${text}: red ${often} of the time, more than the ${formatShare(level)} that it is held to`
}

function remarksOnCases({
  total,
  fixed,
  single,
  everFailed,
  everPassed,
}: AaReport['cases']): readonly string[] {
  if (fixed === total)
    return ['every case plays fixed replies: chance has no part, and each resample is the run again']
  const chancy = total - fixed
  return [
    ...(everFailed
      ? []
      : ['no trial failed, so none fails in the resamples: nothing is known of what a fail would do']),
    ...(everPassed ? [] : ['no trial passed, so none passes in the resamples']),
    ...(fixed > 0 ? [`${ofCases(fixed, total)} play fixed replies and are the same in each resample`] : []),
    ...(single > 0
      ? [
          `${ofCases(single, chancy)} have a single answer: their cost and latency do not vary in the resamples`,
        ]
      : []),
  ]
}

const ofCases = (some: number, all: number): string => `${some} of ${all} ${all === 1 ? 'case' : 'cases'}`
