/** Something personal in a text. */
export interface Found {
  readonly start: number
  /** As it is written. */
  readonly value: string
  /** The same for every way to write it. */
  readonly plain: string
}

/** One kind of personal data. */
export interface Detector {
  /** With its article: `an email address`. */
  readonly what: string
  /** @param countries whose national forms are known, for kinds that have any */
  find(text: string, countries: readonly string[]): readonly Found[]
}

/** Letters and digits alone, in one case. */
export const plainOf = (value: string): string => value.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

/** What a bounded expression finds and a check confirms. */
export function findAll(text: string, shape: RegExp, isRight: (plain: string) => boolean): readonly Found[] {
  return [...text.matchAll(shape)].flatMap(({ 0: value, index }) => {
    const plain = plainOf(value)
    return isRight(plain) ? [{ start: index, value, plain }] : []
  })
}

/** A number of any length, by its digits, modulo a small one. */
export function modulo(digits: string, divisor: number): number {
  let rest = 0
  for (const digit of digits) rest = (rest * 10 + Number(digit)) % divisor
  return rest
}
