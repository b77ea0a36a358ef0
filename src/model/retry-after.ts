/** How long a provider asks to wait before the next try, in ms; `null` where it does not say. Dates are not read. */
export function retryAfterMs(header: (name: string) => string | null | undefined): number | null {
  const ms = Number(header('retry-after-ms') ?? Number.NaN)
  if (Number.isFinite(ms)) return Math.max(0, ms)
  const seconds = Number(header('retry-after') ?? Number.NaN)
  return Number.isFinite(seconds) ? Math.max(0, seconds * 1000) : null
}
