import { WORD_LETTER } from '../letters.ts'

/** Digits with whatever joins them: `49,900.00`, `49 900`, `2026-10-05`, `24/7`, `10月5日`. */
const CLUSTER = /\d+(?:[.,:/'’-]\d+|[年月] ?\d+|[ \u00a0\u2009\u202f]\d{3}(?!\d))*/g

const EXPONENT = /[eE][+-]?\d{1,4}(?![\p{L}\d])/uy
/** Letters that digits follow: the cluster is a part of a code such as `3f2a`, not a number with its unit. */
const CODE_AFTER = new RegExp(`(?:${WORD_LETTER.source}|_){1,20}\\d`, 'vy')
const CURRENCY_CODE = /(?:^|[^\p{L}\p{N}])(?:USD|EUR|GBP|CHF|JPY|CNY|INR|CAD|AUD|Rs)$/u
const CURRENCY = /\p{Sc}/u

/**
 * The numbers in a text, in order. Digits with one point have decimals (`1.234` is 1.234). One comma before exactly
 * three digits groups thousands (`1,234` is 1234, `0,123` is .123), any other one is a decimal comma (`49,90`). With
 * both, the last one is decimal (`49.900,00`). Spaces and apostrophes group by threes, commas in India's way too.
 * Signs of currency and percent are passed over. No numbers are: what hangs on a letter or a word's hyphen (`A-1001`,
 * `SAVE10`), dates, versions, times and fractions.
 */
export function numbersInProse(text: string): readonly number[] {
  const plain = text.replace(/[\uff01-\uff5e]/g, halfWidth)
  return [...plain.matchAll(CLUSTER)].flatMap(({ 0: cluster, index }) => numbersAt(plain, cluster, index))
}

const halfWidth = (sign: string): string => String.fromCharCode(sign.charCodeAt(0) - 0xfee0)

function numbersAt(text: string, cluster: string, from: number): readonly number[] {
  const end = from + cluster.length
  if (isInWord(text, from) || matchAt(CODE_AFTER, text, end, EXPONENT)) return []
  const numerals = numeralsOf(isPointBefore(text, from) ? `0.${cluster}` : cluster)
  if (numerals.includes(null)) return []
  return numerals.flatMap((numeral, index) => {
    const sign = index === 0 && isNegative(text, from) ? '-' : ''
    const exponent = index === numerals.length - 1 ? exponentAt(text, end) : ''
    const value = Number(`${sign}${numeral}${exponent}`)
    return Number.isFinite(value) ? [value] : []
  })
}

/** What stands before the first digit makes it a part of a word: `v2`, `SAVE10`, `A-1001`. */
function isInWord(text: string, from: number): boolean {
  const before = text.charAt(from - 1)
  if (before === '-') return WORD_LETTER.test(text.charAt(from - 2))
  if (before === '_')
    return WORD_LETTER.test(text.charAt(text.charAt(from - 2) === '_' ? from - 3 : from - 2))
  return WORD_LETTER.test(before) && !CURRENCY_CODE.test(text.slice(Math.max(0, from - 4), from))
}

/** `.5`, but not the 5 of `fig.5`. */
const isPointBefore = (text: string, from: number): boolean =>
  text.charAt(from - 1) === '.' && !/[\p{L}\p{N}.]/u.test(text.charAt(from - 2))

/** A minus before the digits or before their currency. */
function isNegative(text: string, from: number): boolean {
  let at = from - 1
  if (text.charAt(at) === '.') at--
  if (/\s/.test(text.charAt(at)) && CURRENCY.test(text.charAt(at - 1))) at--
  if (CURRENCY.test(text.charAt(at))) at--
  return /[-\u2212]/.test(text.charAt(at)) && !WORD_LETTER.test(text.charAt(at - 1))
}

function exponentAt(text: string, end: number): string {
  EXPONENT.lastIndex = end
  return EXPONENT.exec(text)?.[0] ?? ''
}

function matchAt(wanted: RegExp, text: string, at: number, unless: RegExp): boolean {
  wanted.lastIndex = at
  unless.lastIndex = at
  return !unless.test(text) && wanted.test(text)
}

/** The numerals of a cluster as JavaScript writes them; `null` stands for digits that are no number. */
function numeralsOf(cluster: string): readonly (string | null)[] {
  if (/[:/年月]/.test(cluster)) return [null]
  const spaced = cluster.replace(/[\u00a0\u2009\u202f]/g, ' ')
  if (/^[1-9]\d{0,2}(?: \d{3})+(?:[.,]\d+)?$/.test(spaced)) {
    return [spaced.replaceAll(' ', '').replace(',', '.')]
  }
  return spaced.split(' ').flatMap((word) => {
    const range = word.split('-')
    return range.length > 2 ? [null] : range.flatMap(numeralOf)
  })
}

function numeralOf(digits: string): readonly (string | null)[] {
  const plain = digits.replaceAll('’', "'")
  const separators = [...new Set(plain.replace(/\d+/g, ''))]
  const decimal = separators.at(-1)
  if (decimal === undefined) return [plain]
  if (separators.length === 1) return oneSeparator(plain, decimal)
  const at = plain.lastIndexOf(decimal)
  const whole = plain.slice(0, at)
  const isClear = separators.length === 2 && decimal !== "'" && !whole.includes(decimal)
  const [group = ''] = separators
  return [isClear && isGrouped(whole, group) ? `${whole.replaceAll(group, '')}.${plain.slice(at + 1)}` : null]
}

function oneSeparator(plain: string, separator: string): readonly (string | null)[] {
  const parts = plain.split(separator)
  if (separator === '.' && parts.length === 2) return [plain]
  if (isGrouped(plain, separator)) return [parts.join('')]
  if (separator !== ',') return [null]
  return parts.length === 2 ? [parts.join('.')] : parts
}

/** Thousands by threes, or India's lakhs: `12,34,567`. */
function isGrouped(whole: string, separator: string): boolean {
  const [first = '', ...groups] = whole.split(separator)
  const last = groups.at(-1)
  if (last?.length !== 3 || !/^[1-9]\d{0,2}$/.test(first)) return false
  const sizes = new Set(groups.slice(0, -1).map((group) => group.length))
  return sizes.size === 0 || (sizes.size === 1 && (sizes.has(3) || (separator === ',' && sizes.has(2))))
}
