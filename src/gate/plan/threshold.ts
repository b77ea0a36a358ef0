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

/** What the exact test needs to tell a true rate from the threshold, which is another. */
export function proofAt({ theta }: ShareTest, trueRate: number, { power, levels }: ProofOptions): Proof {
  const verdict = trueRate > theta ? 'pass' : 'fail'
  try {
    return {
      trueRate,
      verdict,
      trials: trialsForPower(trueRate, theta, { verdict, alpha: levels[verdict], power }),
    }
  } catch (error) {
    // The rates are shares on the right side of each other, so they can only be too close.
    if (error instanceof RangeError) return { trueRate, verdict, trials: null }
    throw error
  }
}

/**
 * True rates that are worth asking about, best first: perfect, four and two fifths of the way there from theta, theta
 * itself, and as far below it. For 95 %: 100, 99, 97, 95, 93 and 90 %.
 */
export function plausibleRates({ theta }: ShareTest): readonly number[] {
  const step = Math.min(theta, rest(theta)) || 0.05
  const at = (steps: number): number => Number(Math.min(1, theta + steps * step).toPrecision(12))
  const rates = [1, at(0.8), at(0.4), theta, at(-0.4), at(-1)]
  return [...new Set(rates.filter((rate) => rate >= 0))]
}
