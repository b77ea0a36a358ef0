const SMALLEST = 1e-12
const STEPS = 36

/** By bisection of the logarithm; 1 where even a level of one half refutes nothing. */
export function smallestLevel(refutes: (level: number) => boolean): number {
  if (refutes(SMALLEST)) return SMALLEST
  let [from, to] = [Math.log(SMALLEST), Math.log(0.499)]
  if (!refutes(Math.exp(to))) return 1
  for (let step = 0; step < STEPS; step++) {
    const middle = (from + to) / 2
    if (refutes(Math.exp(middle))) to = middle
    else from = middle
  }
  return Math.exp(to)
}
