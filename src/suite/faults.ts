import * as z from 'zod'
import { FAULT_NAMES } from '../model/faults/index.ts'
import type { FaultRule } from '../model/faults/types.ts'
import { customIssue, duration, json, regex, share } from './fields.ts'
import type { IssueParams } from './issues.ts'
import { suggestion } from './suggest.ts'

export type FaultReading =
  | { readonly ok: true; readonly rule: FaultRule }
  | {
      readonly ok: false
      readonly code: 'unknown-value' | 'invalid-value'
      /** What was expected; what was found is the caller's to say. */
      readonly message: string
      readonly hint: string | null
    }

const FORMS =
  'NAME, NAME@2 (the second call), NAME@2+ (from it on), NAME@2x3 (three calls) or NAME@* (every call)'

/** A fault as `faults:` and the command line write it: its name, and behind an @ the calls that it hits. */
export function parseFault(text: string): FaultReading {
  const at = text.indexOf('@')
  const fault = (at === -1 ? text : text.slice(0, at)).trim()
  if (!FAULT_NAMES.includes(fault)) return { ok: false, ...unknownFault(fault) }
  const calls = at === -1 ? ONCE : parseCalls(text.slice(at + 1).trim())
  if (calls === null) return { ok: false, code: 'invalid-value', message: `expected ${FORMS}`, hint: null }
  return { ok: true, rule: { fault, ...calls, ...PLAIN } }
}

type Calls = Pick<FaultRule, 'at' | 'times'>

const ONCE: Calls = { at: 1, times: 1 }
const PLAIN = { when: null, rate: 1, retryAfterMs: null, latencyMs: null } as const

function parseCalls(spec: string): Calls | null {
  if (spec === '*') return { at: null, times: null }
  const [, from, onward, count] = /^([1-9]\d{0,8})(?:(\+)|x([1-9]\d{0,8}))?$/.exec(spec) ?? []
  if (from === undefined) return null
  return { at: Number(from), times: onward === undefined ? Number(count ?? 1) : null }
}

const unknownFault = (name: string) => ({
  code: 'unknown-value' as const,
  message: 'expected the name of a fault',
  hint: suggestion(name, FAULT_NAMES),
})

const issueOf = ({ message, code, hint }: ReturnType<typeof unknownFault> | (FaultReading & { ok: false })) =>
  customIssue(message, hint === null ? { code } : { code, hint })

const shortForm = z
  .string()
  .meta({
    description:
      'A fault and the calls it hits: overloaded, overloaded@2, overloaded@2+, overloaded@2x3, overloaded@*.',
    pattern: `^(${FAULT_NAMES.join('|')})(@(\\*|[1-9]\\d*(\\+|x[1-9]\\d*)?))?$`,
  })
  .transform((text, context): FaultRule => {
    const reading = parseFault(text)
    if (reading.ok) return reading.rule
    context.addIssue(issueOf(reading))
    return z.NEVER
  })

const faultName = z
  .string()
  .meta({ enum: [...FAULT_NAMES] })
  .superRefine((name, context) => {
    if (FAULT_NAMES.includes(name)) return
    const [plain = '', spec] = name.split('@')
    const params: IssueParams = { code: 'invalid-value', hint: `write  { fault: ${plain}, at: ${spec} }` }
    const isShort = spec !== undefined && FAULT_NAMES.includes(plain)
    context.addIssue(isShort ? customIssue('expected the name alone', params) : issueOf(unknownFault(name)))
  })

const times = json
  .meta({
    anyOf: [{ type: 'integer', minimum: 1 }, { const: 'always' }],
    description: 'How many calls it hits; absent: one where "at" is given, else always.',
  })
  .transform((given, context): number | null => {
    if (given === 'always') return null
    if (typeof given === 'number' && Number.isSafeInteger(given) && given >= 1) return given
    context.addIssue(customIssue('expected a count, such as 2, or always', { code: 'invalid-value' }))
    return z.NEVER
  })

const longForm = z
  .strictObject({
    fault: faultName,
    at: z.int().min(1).optional().meta({ description: "Which of the agent's model calls, from 1." }),
    times: times.optional(),
    when: regex.optional().meta({ description: 'Only calls whose last message matches (RE2 syntax).' }),
    rate: share
      .refine((part) => part > 0, 'expected more than 0%')
      .optional()
      .meta({ description: 'Share of these calls that it hits, such as 10%, drawn by the seed.' }),
    retry_after: duration.optional().meta({ description: 'What the answer says to wait.' }),
    latency: duration.optional().meta({ description: 'How long it takes to show.' }),
  })
  .transform(
    ({ fault, at = null, times = at === null ? null : 1, when = null, rate = 1, ...delays }): FaultRule => ({
      fault,
      at,
      times,
      when,
      rate,
      retryAfterMs: delays.retry_after ?? null,
      latencyMs: delays.latency ?? null,
    }),
  )

/** `faults:` of a suite or a case. */
export const faults = z
  .array(z.union([shortForm, longForm]))
  .meta({ description: "Failures to provoke in the agent's model calls." })
