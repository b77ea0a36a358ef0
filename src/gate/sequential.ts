import { binomialBoundaries, binomialTest, nominalLevels, regressionLooks } from '../stats/index.ts'
import { isFloor } from './compare.ts'
import type { Estimate } from './estimate.ts'
import { refusalOf, type Tested, type TestLevels } from './levels.ts'
import type { AbsoluteQuestion, Question } from './question.ts'

/** Too small for any number of trials: this look may not decide. */
const NEVER = 1e-12

/**
 * The levels of the last look at the same assertions, round by round, so that all looks together keep each one's
 * error. Shares and quantiles have exact binomial boundaries; all else is tested at nominal levels of Lan & DeMets,
 * at up to five looks. The chance of a false alarm is split evenly over the assertions that can turn the build red.
 * @param history the questions as they were after each round; the last is the look that is made now
 * @param most rounds that will run unless all is decided before
 */
export function sequentialLevels(history: readonly (readonly Question[])[], most: number): readonly Tested[] {
  const now = history.at(-1) ?? []
  const sharing = now.filter(({ evidence, kind }) => evidence === 'sampled' && kind !== 'open').length
  return now.map((question, index) => {
    const looks = history.flatMap((round) => round[index] ?? [])
    const alphas = { pass: question.alpha, fail: question.alpha / Math.max(1, sharing) }
    return { question, pValue: refusalOf(question), levels: levelsOf(question, looks, most, alphas) }
  })
}

function levelsOf(
  question: Question,
  looks: readonly Question[],
  most: number,
  alphas: TestLevels,
): TestLevels {
  if (question.evidence === 'fixed') return alphas
  if (question.kind === 'absolute') {
    const design = binomialOf(question)
    if (design !== null) return exactLevels(design, looks, most, alphas)
  }
  const baselineTrials = question.kind === 'relative' ? perCase(question) : null
  return nominalAt(looks.length, most, baselineTrials, alphas)
}

/** Trials of each case that the baseline has, on the mean. */
function perCase({ comparing: { compared } }: Extract<Question, { kind: 'relative' }>): number {
  const trials = compared.pairs.reduce((sum, { baseline }) => sum + baseline.observations.length, 0)
  return Math.max(1, Math.round(trials / compared.pairs.length))
}

interface BinomialTest {
  /** What the share of what is wanted must reach. */
  readonly theta: number
  readonly passAlpha?: number
}

/** An absolute assertion as a test of a share: of passes, or of trials within a time. `null`: it is none. */
function binomialOf({ estimate, operator, bound }: AbsoluteQuestion): BinomialTest | null {
  if (estimate.kind === 'share') return { theta: isFloor(operator) ? bound : 1 - bound }
  if (estimate.kind !== 'quantile') return null
  return { theta: isFloor(operator) ? 1 - estimate.q : estimate.q }
}

/** Independent observations that an estimate rests on, whole; the fewest that errors leave. */
function trialsOf(estimate: Estimate): number {
  switch (estimate.kind) {
    case 'share':
      return Math.floor(Math.min(estimate.smallest.trials, estimate.largest.trials) + 1e-9)
    case 'quantile':
      return Math.floor(estimate.trials + estimate.missing + 1e-9)
    case 'mean':
    case 'point':
    case 'unbounded':
    case 'absent':
    case 'unmeasured':
    case 'unknown':
      return 0
  }
}

/**
 * Exact boundaries as levels: one at which the Clopper–Pearson bound meets theta just where the boundary is met. Looks
 * that brought no new observation (copies) are none.
 */
function exactLevels(
  { theta }: BinomialTest,
  looks: readonly Question[],
  most: number,
  alphas: TestLevels,
): TestLevels {
  const seen = looks.map(({ estimate }) => trialsOf(estimate))
  const [now = 0, before = 0] = [seen.at(-1), seen.at(-2)]
  if (now <= before || theta <= 0 || theta > 1) return { pass: NEVER, fail: NEVER }
  const past = [...new Set(seen)].filter((trials) => trials > 0).sort((a, b) => a - b)
  const planned = Math.max(now, Math.round((now / looks.length) * most))
  const design = {
    theta,
    alpha: alphas.pass,
    passAlpha: alphas.pass,
    failAlpha: alphas.fail,
    looks: planned > now ? [...past, planned] : past,
  }
  const look = binomialBoundaries(design)[past.length - 1]
  return {
    pass: between(now, theta, (look?.passAt ?? -1) + 1),
    fail: between(now, 1 - theta, now - (look?.failAt ?? now + 1) + 1),
  }
}

/**
 * A level between P(X < count) and P(X ≤ count) for X ~ Binomial(trials, 1 − theta): bounds at it refute theta for
 * fewer than `count`, and for no more.
 */
function between(trials: number, theta: number, count: number): number {
  const atMost = (failures: number): number =>
    failures < 0 ? 0 : binomialTest(failures, trials, 1 - theta, 'below')
  const level = (atMost(count - 1) + atMost(count)) / 2
  return Math.min(Math.max(level, NEVER), 0.5 - NEVER)
}

function nominalAt(
  round: number,
  most: number,
  baselineTrials: number | null,
  alphas: TestLevels,
): TestLevels {
  const looks = regressionLooks({ baselineTrials, rounds: Math.max(most, round) })
  const at = looks.findIndex((look) => look.round === round)
  if (at === -1) return { pass: NEVER, fail: NEVER }
  const fractions = looks.slice(0, at + 1).map(({ fraction }) => fraction)
  const level = (alpha: number): number =>
    Math.max(NEVER, nominalLevels({ alpha, fractions }).at(-1) ?? NEVER)
  return { pass: level(alphas.pass), fail: level(alphas.fail) }
}
