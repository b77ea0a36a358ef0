import { alarmRate, trialsForPower } from '../../stats/index.ts'
import { rest, type ShareTest } from './share-test.ts'

/** How often a threshold turns the build red although the agent is as good as that, or because it is as bad. */
export interface Alarm {
  /** Share of what is wanted that the agent really has. */
  readonly trueRate: number
  readonly red: number
}

/** Trials that prove a pass, or a fail, with the wanted power. */
export interface Proof {
  readonly trueRate: number
  readonly verdict: 'pass' | 'fail'
  /** `null` where a million would not do. */
  readonly trials: number | null
}

export interface ProofOptions {
  readonly power: number
  /** Levels of the exact test, of a pass and of a fail. */
  readonly levels: Readonly<Record<Proof['verdict'], number>>
}

/** Where a share of exactly theta is too little, the next one has to be above it by more than rounding. */
const NUDGE = 1e-9

/** That the observed share misses the threshold: without proof, that is what turns a build red. */
export function alarmAt({ theta, strict, trials }: ShareTest, trueRate: number): Alarm {
  const needed = Math.min(1, theta + (strict ? NUDGE : 0))
  return { trueRate, red: alarmRate({ theta: needed, trials, trueRate }).observed }
}

/** About (z_α + z_β)² for the usual levels: beyond what this makes of a million trials no exact search is worth while. */
const FAR = 6.2
const MOST = 1_000_000

export function proofAt({ theta }: ShareTest, trueRate: number, { power, levels }: ProofOptions): Proof {
  const verdict = trueRate > theta ? 'pass' : 'fail'
  const near = (FAR * theta * (1 - theta)) / (trueRate - theta) ** 2 > MOST / 2
  const trials = near ? null : trialsForPower(trueRate, theta, { verdict, alpha: levels[verdict], power })
  return { trueRate, verdict, trials }
}

/**
 * True rates that are worth asking about, best first: perfect, four and two fifths of the way there from theta, theta
 * itself, and as far below it. For 95 %: 100, 99, 97, 95, 93 and 90 %.
 */
export function plausibleRates({ theta }: ShareTest): readonly number[] {
  const step = Math.min(theta, rest(theta)) || 0.05
  const rates = [1, theta + 0.8 * step, theta + 0.4 * step, theta, theta - 0.4 * step, theta - step]
  const shares = rates.map((rate) => Number(Math.min(1, rate).toPrecision(6))).filter((rate) => rate >= 0)
  return [...new Set(shares)]
}
