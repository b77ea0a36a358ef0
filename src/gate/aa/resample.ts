import { derivedRandom, type Random } from '../../model/random.ts'
import { standardNormal } from '../../stats/index.ts'
import { judgeAssertions } from '../assertions.ts'
import type { CheckedAssertion } from '../check.ts'
import type { CasePair, Pairing } from '../comparison/pairs.ts'
import { decideGate } from '../decide.ts'
import type { EstimateOptions } from '../metrics.ts'
import { evidenceOf, type ObservedCase } from '../observe.ts'
import { sampleOf } from '../sample.ts'
import type { AssertionReport, GateInput } from '../types.ts'
import { shiftedRates } from './shift.ts'
import type { JudgedText, Resampled } from './types.ts'
import { asItIs, draw, type Urn } from './urn.ts'

/** What the draws are judged by. */
export interface ResampledGate extends Pick<GateInput, 'failOnInconclusive' | 'today'> {
  /** Of the suite; they share the chance of a false alarm. */
  readonly assertions: readonly CheckedAssertion[]
  /** Judged apart, each by itself: what the suite does not ask for turns no gate red. */
  readonly added: readonly CheckedAssertion[]
  readonly escalationTools: EstimateOptions['escalationTools']
  /** Share of trials that may end without a score. */
  readonly maxErrors: number
  readonly displayPath: string
}

export interface ResampleOptions {
  readonly resamples: number
  readonly seed: number
  /** Trials of a case on each side. */
  readonly trialsOf: (id: string) => { readonly candidate: number; readonly baseline: number }
  /** Standard deviation of the suite's rate between runs, in shares; 0: no drift. */
  readonly drift: number
}

/**
 * Draws a baseline and a candidate from the same urns, again and again, and judges each pair as the gate does: every
 * alarm is a false one. The same seed gives the same draws. One at a time, so that whoever asks can show how far it
 * is and stop.
 */
export function* resample(
  urns: readonly Urn[],
  gate: ResampledGate,
  options: ResampleOptions,
): Generator<Resampled, void> {
  for (let index = 0; index < options.resamples; index++) {
    const random = derivedRandom(options.seed, 'aa', index)
    const baseline = side(urns, 'baseline', options, random)
    const candidate = side(urns, 'candidate', options, random)
    yield judgeSides(candidate, baseline, gate)
  }
}

/** Both sides are the runs as they are: what the assertions are about, and whether they hold. */
export function judgeAsTheyAre(urns: readonly Urn[], gate: ResampledGate): readonly AssertionReport[] {
  const observed = urns.map(asItIs)
  return reportsOf(observed, observed, gate).all
}

function side(
  urns: readonly Urn[],
  name: 'candidate' | 'baseline',
  { trialsOf, drift }: ResampleOptions,
  random: Random,
): readonly ObservedCase[] {
  const rates = shiftedRates(urns, drift === 0 ? 0 : drift * standardNormal(random))
  return urns.map((urn, index) => draw(urn, trialsOf(urn.case.id)[name], rates[index] ?? null, random))
}

function judgeSides(
  candidate: readonly ObservedCase[],
  baseline: readonly ObservedCase[],
  gate: ResampledGate,
): Resampled {
  const { decision, all, failedAssertions } = reportsOf(candidate, baseline, gate)
  return {
    decision,
    assertions: all.map(toldOf),
    knownFails: decision === 'fail' && !failedAssertions,
  }
}

const toldOf = ({ text, decision, proof, pValue }: AssertionReport): JudgedText => ({
  text,
  decision,
  proof,
  tested: pValue !== null,
})

function reportsOf(
  candidate: readonly ObservedCase[],
  baseline: readonly ObservedCase[],
  gate: ResampledGate,
) {
  const counted = candidate.filter((each) => each.case.knownFailing === null)
  const pairing = pairingOf(candidate, baseline)
  const scene = { whole: sampleOf(counted), pairing, escalationTools: gate.escalationTools }
  const decided = decideGate({
    observed: candidate,
    asserted: judgeAssertions(gate.assertions, scene, gate),
    plannedTrials: new Map(candidate.map(({ case: { id }, trials }) => [id, trials.length])),
    interrupted: false,
    mishaps: [],
    today: gate.today,
    maxErrors: gate.maxErrors,
    early: false,
    displayPath: gate.displayPath,
  })
  const added = gate.added.flatMap((checked) => judgeAssertions([checked], scene, gate))
  return {
    decision: decided.decision,
    all: [...decided.assertions, ...added],
    failedAssertions: decided.assertions.some(({ decision }) => decision === 'fail'),
  }
}

/** Two runs with answers of their own: a case in which chance has no part is exact. */
function pairingOf(candidate: readonly ObservedCase[], baseline: readonly ObservedCase[]): Pairing {
  const pairs = candidate.flatMap((own, index): readonly CasePair[] => {
    const other = baseline[index]
    if (other === undefined || own.case.knownFailing !== null) return []
    return [{ case: own.case, candidate: own, baseline: other, evidence: evidenceOf(own.observations) }]
  })
  return { pairs, changed: [], missing: [], added: [] }
}
