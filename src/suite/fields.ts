import * as z from 'zod'
import { parseDuration, parseMoney, parsePercent } from '../expect/units.ts'
import type { ContentBlock, Json } from '../trajectory/index.ts'
import type { IssueParams } from './issues.ts'

/** The kinds of values that a suite is written in. */

/** Anything: what is read from YAML is JSON already. */
export const json = z.unknown() as unknown as z.ZodType<Json, Json>

export const jsonObject = z.record(z.string(), json)

const contentBlock = z
  .object({ type: z.string().min(1) })
  .catchall(json) as unknown as z.ZodType<ContentBlock>

/** What a person says: text, or content blocks as the provider takes them. */
export const userContent = z.union([z.string().min(1), z.array(contentBlock).min(1)])

/** A duration with its unit, as milliseconds. */
export const duration = quantity('a duration with its unit, such as 80ms, 5s or 2m', parseDuration)

/** Above zero, unlike a latency. */
export const timeLimit = duration.refine((ms) => ms > 0, 'expected more than 0')

/** Money, or a plain number of dollars. */
export const dollars = quantity('money, such as $3 or $0.50', parseMoney, (value) => value >= 0)

/** A percentage up to 100 %, as a share. */
export const share = quantity('a percentage, such as 2%', parsePercent).refine(
  (value) => value <= 1,
  'expected at most 100%',
)

/**
 * A number that is written with its unit.
 * @param plain which numbers may stand without one; none when left out
 */
function quantity(
  expected: string,
  parse: (text: string) => number | null,
  plain?: (value: number) => boolean,
) {
  return json
    .meta({ type: plain ? ['string', 'number'] : 'string', description: expected })
    .transform((given, context): number => {
      const value = typeof given === 'string' ? parse(given.trim()) : given
      if (typeof value === 'number' && (typeof given === 'string' || plain?.(value))) return value
      context.addIssue(customIssue(`expected ${expected}`, { code: 'wrong-unit' }))
      return z.NEVER
    })
}

/** Becomes a folder or file name and is typed in commands. */
export const name = z.string().superRefine((text, context) => {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(text) && !text.endsWith('.')) return
  const rule = 'up to 128 letters, digits, "-", "_" and "." (not first or last "."), as it names files'
  const spelled = text
    .slice(0, 64)
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|[-.]+$/g, '')
  const hint = spelled === '' ? undefined : `for example "${spelled}"`
  const params: IssueParams = hint === undefined ? { code: 'invalid-name' } : { code: 'invalid-name', hint }
  context.addIssue(customIssue(`expected ${rule}`, params))
})

/** A day, as in 2027-01-31. */
export const isoDate = z.string().superRefine((text, context) => {
  if (isDay(text)) return
  context.addIssue(customIssue('expected a day such as 2027-01-31', { code: 'invalid-date' }))
})

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}

function customIssue(
  message: string,
  params: IssueParams,
): { code: 'custom'; message: string; params: Record<string, unknown> } {
  return { code: 'custom', message, params: { ...params } }
}
