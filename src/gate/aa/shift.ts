import type { Urn } from './urn.ts'

/** Halvings of the search for a shift: 40 leave 1e-10 of the scale. */
const HALVINGS = 40

/** Beyond this a rate is 0 or 1 in all but name. */
const FARTHEST = 30

/**
 * The cases' rates on a day on which the suite's is `points` away: the same shift of all of them on the logit scale,
 * which leaves each between 0 and 1 and moves those most that are least sure. A rate cannot go below 0 or above 1, so
 * a larger shift than there is room for moves it that far.
 */
export function shiftedRates(urns: readonly Urn[], points: number): readonly (number | null)[] {
  const rates = urns.map(({ passRate }) => passRate)
  const known = rates.filter((rate) => rate !== null)
  if (points === 0 || known.length === 0) return rates
  const target = Math.min(1, Math.max(0, meanOf(known) + points))
  let [low, high] = [-FARTHEST, FARTHEST]
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2
    if (meanOf(known.map((rate) => moved(rate, middle))) < target) low = middle
    else high = middle
  }
  return rates.map((rate) => (rate === null ? null : moved(rate, low)))
}

const meanOf = (rates: readonly number[]): number => rates.reduce((sum, rate) => sum + rate, 0) / rates.length

/** Never and always stay what they are. */
function moved(rate: number, logits: number): number {
  if (rate <= 0 || rate >= 1) return rate
  return 1 / (1 + Math.exp(-(Math.log(rate / (1 - rate)) + logits)))
}
