/**
 * The smallest whole number from `from` to `to` at which `holds`, or `null` when it holds at none. Doubles
 * the step until it holds, then bisects: about 2·log₂(answer) calls. `holds` must not turn false again once
 * true.
 */
export function firstWhere(from: number, to: number, holds: (value: number) => boolean): number | null {
  let before = from - 1
  let at = from
  for (let step = 1; !holds(at); step *= 2) {
    if (at >= to) return null
    before = at
    at = Math.min(to, from + step)
  }
  while (at - before > 1) {
    const middle = Math.floor((before + at) / 2)
    if (holds(middle)) at = middle
    else before = middle
  }
  return at
}
