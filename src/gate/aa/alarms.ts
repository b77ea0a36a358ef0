import { clopperPearson } from '../../stats/index.ts'
import type { CheckedAssertion } from '../check.ts'
import { holds } from '../compare.ts'
import { DEFAULT_CONFIDENCE } from '../language.ts'
import { isMustPass } from '../must-pass.ts'
import { levelOf } from '../question.ts'
import type { AssertionReport } from '../types.ts'
import type { ResampledGate } from './resample.ts'
import type { Alarms, AssertionAlarms, Frequency, Resampled } from './types.ts'

/** @throws RangeError for no resamples */
export function frequencyOf(count: number, of: number): Frequency {
  return { count, rate: count / of, ...clopperPearson(count, of) }
}

/**
 * How often each assertion, and the gate, were red in the resamples, beside the level that proof is held to.
 * @param asTheyAre the reports of the runs as they are, in the order of the resampled ones
 */
export function alarmsOf(
  resampled: readonly Resampled[],
  asTheyAre: readonly AssertionReport[],
  gate: ResampledGate,
): Alarms {
  const sharing = Math.max(1, ...resampled.map((each) => testedOf(each, gate.assertions.length)))
  const assertions = asTheyAre.map((report, place) =>
    assertionAlarms({ report, place, asTheyAre, resampled, gate, sharing }),
  )
  const right = new Set(assertions.flatMap(({ holds: held }, place) => (held === false ? [place] : [])))
  const isFalse = (each: Resampled): boolean =>
    each.knownFails ||
    each.assertions.some(
      ({ decision }, place) =>
        decision === 'fail' && assertions[place]?.inSuite === true && !right.has(place),
    )
  const red = resampled.filter(({ decision }) => decision === 'fail')
  return {
    assertions,
    gate: {
      red: frequencyOf(red.length, resampled.length),
      falselyRed: frequencyOf(red.filter(isFalse).length, resampled.length),
      notEvaluated: resampled.filter(({ decision }) => decision === 'error').length,
      level: levelOf(DEFAULT_CONFIDENCE),
    },
  }
}

/** Of the suite's own assertions, those that had a test: they share the chance of a false alarm. */
const testedOf = ({ assertions }: Resampled, own: number): number =>
  assertions.slice(0, own).filter(({ tested }) => tested).length

interface Counted {
  readonly report: AssertionReport
  readonly place: number
  readonly asTheyAre: readonly AssertionReport[]
  readonly resampled: readonly Resampled[]
  readonly gate: ResampledGate
  readonly sharing: number
}

function assertionAlarms({ report, place, asTheyAre, resampled, gate, sharing }: Counted): AssertionAlarms {
  const firstAdded = asTheyAre.length - gate.added.length
  const inSuite = place < firstAdded
  const checked = inSuite ? gate.assertions[place] : gate.added[place - firstAdded]
  const told = resampled.flatMap(({ assertions }) => assertions[place] ?? [])
  const count = (of: (each: (typeof told)[number]) => boolean): number => told.filter(of).length
  const tested = told.some((each) => each.tested)
  const confidence = checked?.assertion.confidence ?? DEFAULT_CONFIDENCE
  return {
    text: report.text,
    inSuite,
    about: aboutOf(checked, report),
    unit: report.unit,
    value: report.value,
    holds: holdsAsItIs(checked, report),
    red: frequencyOf(
      count(({ decision }) => decision === 'fail'),
      resampled.length,
    ),
    provenFail: frequencyOf(
      count(({ proof }) => proof === 'proven_fail'),
      resampled.length,
    ),
    notEvaluated: count(({ decision }) => decision === 'error'),
    level: tested ? levelOf(confidence) / (inSuite ? sharing : 1) : null,
  }
}

function aboutOf(checked: CheckedAssertion | undefined, report: AssertionReport): AssertionAlarms['about'] {
  if (isMustPass(report)) return 'must_pass'
  return checked === undefined || checked.assertion.claim.kind === 'absolute' ? 'value' : 'baseline'
}

function holdsAsItIs(checked: CheckedAssertion | undefined, { value }: AssertionReport): boolean | null {
  if (value === null) return null
  if (checked === undefined) return holds('>=', value, 1)
  const { claim } = checked.assertion
  return claim.kind === 'absolute' ? holds(claim.operator, value, claim.bound) : null
}
