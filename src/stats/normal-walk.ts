import { normalCdf } from './distributions.ts'

/**
 * A Brownian motion without drift that is looked at now and then, and that ends at a look where it is too high: the
 * limit of any test statistic with independent increments, at the time that is its share of the information. Its
 * value at time t is z·√t of the test's z. (Armitage, McPherson & Rowe 1969; Jennison & Turnbull, Group Sequential
 * Methods, 19.2.)
 */
export interface Walk {
  readonly time: number
  /** Where it may be, if it has not ended. */
  readonly points: Float64Array
  /** The mass that goes with each point: density × weight of the quadrature. */
  readonly masses: Float64Array
}

export const START: Walk = { time: 0, points: Float64Array.of(0), masses: Float64Array.of(1) }

/** Farther than this many standard deviations nothing is. */
const REACH = 9

/** Points of the quadrature per standard deviation of a step; Simpson's rule is then good to some 1e-7. */
const DENSITY = 12

/** The probability that it has not ended by now and is above a bound at a later time. */
export function exceeding(walk: Walk, time: number, bound: number): number {
  const deviation = Math.sqrt(time - walk.time)
  let sum = 0
  for (let i = 0; i < walk.points.length; i++) {
    sum += (walk.masses[i] ?? 0) * normalCdf(((walk.points[i] ?? 0) - bound) / deviation)
  }
  return sum
}

/** The bound that is exceeded with this probability; infinite where that is 0, or as good as. */
export function boundExceededBy(walk: Walk, time: number, probability: number): number {
  if (probability <= 0) return Number.POSITIVE_INFINITY
  let [low, high] = [-REACH * Math.sqrt(time), 4 * REACH * Math.sqrt(time)]
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2
    if (exceeding(walk, time, middle) > probability) low = middle
    else high = middle
  }
  return high
}

/** What goes on after a look, from those between the bounds. */
export function continued(walk: Walk, time: number, low: number, high: number): Walk {
  const far = REACH * Math.sqrt(time)
  const [from, to] = [Math.max(low, -far), Math.min(high, far)]
  const deviation = Math.sqrt(time - walk.time)
  const intervals = 2 * Math.max(8, Math.ceil(((to - from) / deviation) * (DENSITY / 2)))
  const step = (to - from) / intervals
  const points = Float64Array.from({ length: intervals + 1 }, (_, i) => from + i * step)
  const masses = points.map((point, i) => densityAt(walk, point, deviation) * step * simpson(i, intervals))
  return { time, points, masses }
}

function densityAt({ points, masses }: Walk, point: number, deviation: number): number {
  let sum = 0
  for (let i = 0; i < points.length; i++) {
    sum += (masses[i] ?? 0) * Math.exp(-0.5 * ((point - (points[i] ?? 0)) / deviation) ** 2)
  }
  return sum / (deviation * Math.sqrt(2 * Math.PI))
}

/** Weights 1, 4, 2, 4 … 4, 1 thirds of a step. */
function simpson(index: number, intervals: number): number {
  if (index === 0 || index === intervals) return 1 / 3
  return index % 2 === 1 ? 4 / 3 : 2 / 3
}
