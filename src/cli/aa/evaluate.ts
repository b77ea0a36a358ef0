import { setImmediate } from 'node:timers/promises'
import { PawlError } from '../../errors.ts'
import {
  alarmsOf,
  anyFailed,
  driftOf,
  judgeAsTheyAre,
  poolForResampling,
  type Resampled,
  type ResampledGate,
  type ResampleOptions,
  regressionPart,
  resample,
  trialsPerCase,
  type Urn,
  urnsOf,
} from '../../gate/aa/index.ts'
import type { AaReport, CaseKinds, DriftedAlarms, Range } from '../../report/aa/types.ts'
import { createProgress } from '../../report/index.ts'
import type { Io } from '../io.ts'
import type { RunsToResample } from './runs.ts'

export interface AskedOfAa {
  /** `null`: as many as the runs have. */
  readonly trials: number | null
  readonly baselineTrials: number | null
  readonly resamples: number
  readonly seed: number
}

/**
 * Resamples the runs. `null` where the user interrupted before anything was drawn; after that, what was drawn counts.
 * @throws PawlError `nothing-evaluated` for runs without a trial
 */
export async function evaluateAa(
  { runs }: RunsToResample,
  gate: ResampledGate,
  asked: AskedOfAa,
  io: Io,
): Promise<AaReport | null> {
  const population = poolForResampling(runs)
  if (population.cases.length === 0)
    throw new PawlError('nothing-evaluated', 'expected runs with trials, found none', {
      hint: 'Run the suite first: pawl run',
    })
  const urns = urnsOf(population.cases)
  const trialsOf = trialsPerCase(population.cases, asked)
  const options = { resamples: asked.resamples, seed: asked.seed, trialsOf, drift: 0 }
  const resampled = await drawn(urns, gate, options, io)
  if (resampled.length === 0) return null
  const drift = driftOf(population, asked.seed)
  const deviation = drift?.metrics.find(({ metric }) => metric === 'success_rate')?.deviation ?? 0
  const sizes = urns.filter(({ fixed }) => !fixed).map((urn) => trialsOf(urn.case.id))
  return {
    suite: runs[0]?.suite ?? '',
    runs: population.runs,
    seed: asked.seed,
    resamples: resampled.length,
    trials: {
      candidate: rangeOf(sizes.map(({ candidate }) => candidate)),
      baseline: rangeOf(sizes.map(({ baseline }) => baseline)),
    },
    cases: kindsOf(urns),
    alarms: alarmsOf(resampled, judgeAsTheyAre(urns, gate), gate),
    drift,
    drifted: deviation === 0 ? null : await driftedAlarms(urns, gate, { ...options, drift: deviation }, io),
    notes: io.signal.aborted ? ['interrupted: fewer resamples than were asked for'] : [],
  }
}

/** Of runs in which nothing is drawn, one trial a case. */
const rangeOf = (sizes: readonly number[]): Range =>
  sizes.length === 0 ? { least: 1, most: 1 } : { least: Math.min(...sizes), most: Math.max(...sizes) }

function kindsOf(urns: readonly Urn[]): CaseKinds {
  const chancy = urns.filter(({ fixed }) => !fixed)
  return {
    total: urns.length,
    fixed: urns.length - chancy.length,
    single: chancy.filter(({ observations }) => observations.length === 1).length,
    answers: urns.reduce((sum, { observations }) => sum + observations.length, 0),
    everFailed: chancy.some(({ fails }) => fails.length > 0),
    everPassed: chancy.some(({ passes }) => passes.length > 0),
  }
}

async function driftedAlarms(
  urns: readonly Urn[],
  gate: ResampledGate,
  options: ResampleOptions,
  io: Io,
): Promise<DriftedAlarms | null> {
  const part = regressionPart(gate)
  const steady = await drawn(urns, part, { ...options, drift: 0 }, io)
  const drifting = await drawn(urns, part, options, io)
  if (part.assertions.length === 0 || steady.length === 0 || drifting.length === 0) return null
  return {
    texts: part.assertions.map(({ assertion }) => assertion.text),
    steady: anyFailed(steady, part),
    drifting: anyFailed(drifting, part),
  }
}

/** Time after which an interrupt is looked for. */
const BREATH_MS = 50

async function drawn(
  urns: readonly Urn[],
  gate: ResampledGate,
  options: ResampleOptions,
  io: Io,
): Promise<readonly Resampled[]> {
  const progress = createProgress(io.stderr, io.env, options.resamples, () => performance.now())
  const resampled: Resampled[] = []
  let breathedAt = performance.now()
  for (const each of resample(urns, gate, options)) {
    resampled.push(each)
    progress.tick({ outcome: each.decision })
    if (performance.now() - breathedAt < BREATH_MS) continue
    await setImmediate()
    breathedAt = performance.now()
    if (io.signal.aborted) break
  }
  progress.done()
  return resampled
}
