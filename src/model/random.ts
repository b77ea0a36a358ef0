import { createHash } from 'node:crypto'
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** A seeded source of chance; the same seed draws the same numbers everywhere. */
export interface Random {
  /** In [0, 1). */
  next(): number
  /** An integer from 0 to `below` - 1. */
  index(below: number): number
}

/** @param seed from `deriveSeed`: this generator's first draw is the seed itself, not yet mixed */
export function createRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed)
  return {
    next: () => uniformFloat64(generator),
    index: (below) => uniformInt(generator, 0, below - 1),
  }
}

/** A generator with a seed of its own, made when it is first asked: most trials leave nothing to chance. */
export function derivedRandom(seed: number, ...parts: readonly (string | number)[]): Random {
  let made: Random | null = null
  const generator = (): Random => {
    made ??= createRandom(deriveSeed(seed, ...parts))
    return made
  }
  return { next: () => generator().next(), index: (below) => generator().index(below) }
}

/** A seed of its own for each part of a run, so that adding a case leaves the draws of the others alone. */
export function deriveSeed(seed: number, ...parts: readonly (string | number)[]): number {
  return createHash('sha256')
    .update(JSON.stringify([seed, ...parts]))
    .digest()
    .readInt32LE(0)
}

/** The items in an order drawn from `random`. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, key: random.next() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item)
}
