import * as z from 'zod'
import { compileRegex } from '../expect/regex.ts'
import { parseDuration, parseMoney, parsePercent } from '../expect/units.ts'
import type { ContentBlock, Json } from '../trajectory/index.ts'
import type { IssueParams } from './issues.ts'
import { didYouMean } from './suggest.ts'
import { withoutVariables } from './template.ts'

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

const MS_PER_DAY = 86_400_000
const DAYS = /^(\d+(?:\.\d+)?) ?d$/

/** A span that may be written in days too, as days. */
export const days = quantity('a span with its unit, such as 90d or 12h', (text) => {
  const written = DAYS.exec(text)?.[1]
  const ms = written === undefined ? parseDuration(text) : Number(written) * MS_PER_DAY
  return ms === null || !Number.isFinite(ms) ? null : ms / MS_PER_DAY
}).refine((count) => count > 0, 'expected more than 0')

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

/**
 * A word, where a value of another type may stand too: a union tells the two apart by their type.
 * @param beside what that value is, for the message
 */
export function word<const T extends string>(only: T, beside: string) {
  return z
    .string()
    .meta({ enum: [only] })
    .transform((given, context): T => {
      if (given === only) return only
      const hint = didYouMean(given, [only])
      const params: IssueParams = { code: 'unknown-value', ...(hint === null ? {} : { hint }) }
      context.addIssue(customIssue(`expected ${only} or ${beside}`, params))
      return z.NEVER
    })
}

/** A regular expression in RE2's syntax. */
export const regex = z
  .string()
  .min(1)
  .superRefine((source, context) => {
    const compiled = compileRegex(source)
    if (!compiled.ok) context.addIssue(customIssue(compiled.message, { code: 'invalid-value' }))
  })

/** A variable of the environment. */
export const variableName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected the name of a variable: letters, digits and "_"')

/** A token of RFC 9110, section 5.6.2. */
export const headerName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'expected the name of a header, such as x-request-id')

/** Where a value stands in JSON: keys with dots between them, indices in brackets. */
export const valuePath = z
  .string()
  .regex(/^(?:[^.[\]*]+|\[\d+\])(?:\.[^.[\]*]+|\[\d+\])*$/, 'expected a path such as choices[0].text')

/** An http or https address; `${…}` may stand in it. */
export const webAddress = z.string().refine((text) => {
  const plain = withoutVariables(text, '1')
  return /^https?:\/\//i.test(plain) && URL.canParse(plain)
}, 'expected an address such as http://127.0.0.1:8080/chat')

export function customIssue(
  message: string,
  params: IssueParams,
): { code: 'custom'; message: string; params: Record<string, unknown> } {
  return { code: 'custom', message, params: { ...params } }
}
