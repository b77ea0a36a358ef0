/** Numbers that are written with their unit. Every parser answers `null` for text that is not exactly that. */

const DURATION = /^(\d+(?:\.\d+)?) ?(ms|s|m|h)$/
const MONEY = /^\$ ?(\d+(?:\.\d+)?)$/
const PERCENT = /^(\d+(?:\.\d+)?) ?%$/
const POINTS = /^(\d+(?:\.\d+)?) ?pp$/

const MS_PER_UNIT: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** Milliseconds of `80ms`, `5s`, `2m`, `1.5h`. */
export function parseDuration(text: string): number | null {
  const [, digits, unit] = DURATION.exec(text) ?? []
  if (digits === undefined || unit === undefined) return null
  return finite(Number(digits) * (MS_PER_UNIT[unit] ?? Number.NaN))
}

/** Dollars of `$0.50`. */
export function parseMoney(text: string): number | null {
  const digits = MONEY.exec(text)?.[1]
  return digits === undefined ? null : finite(Number(digits))
}

/** The share that `95%` stands for: 0.95. Above 100 % it is above 1; where that makes no sense, refuse it there. */
export function parsePercent(text: string): number | null {
  return hundredth(PERCENT.exec(text)?.[1])
}

/** The share that `5pp` stands for: 0.05. */
export function parsePoints(text: string): number | null {
  return hundredth(POINTS.exec(text)?.[1])
}

/** Moves the decimal point in the text: dividing would make 99.9 % into 0.9990000000000001. */
function hundredth(digits: string | undefined): number | null {
  return digits === undefined ? null : finite(Number(`${digits}e-2`))
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

/** Dollars with their sign: at least cents, and as many digits as tell the value from its neighbours. */
export function showMoney(usd: number): string {
  const cents = usd.toFixed(2)
  return `$${Number(cents) === usd ? cents : Number(usd.toPrecision(10))}`
}

/** Milliseconds below a second, seconds above. */
export function showDuration(ms: number): string {
  return ms < 1000 ? `${Number(ms.toPrecision(10))}ms` : `${Number((ms / 1000).toPrecision(10))}s`
}
