/** A draw of the standard normal distribution (Box & Muller 1958). @param random `next` gives numbers in [0, 1) */
export function standardNormal(random: { next(): number }): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.next()))
  return radius * Math.cos(2 * Math.PI * random.next())
}
