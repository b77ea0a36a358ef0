import { isJsonObject, type Json, own } from '../trajectory/index.ts'

/**
 * The tools that a suite gives answers or calls: its mocks, those of its cases, and what its scripts call. All that
 * is known of the tools of an agent that does not declare any; `null` where the suite mocks none, for such an agent
 * has tools of its own.
 */
export function namedTools(mocks: object, cases: readonly Json[]): ReadonlySet<string> | null {
  const suite = Object.keys(mocks)
  const ofCases = cases.flatMap((item) => keysOf(partOf(item, 'tools')))
  if (suite.length + ofCases.length === 0) return null
  return new Set([...suite, ...ofCases, ...cases.flatMap((item) => calledIn(partOf(item, 'script')))])
}

const partOf = (item: Json, key: string): Json => (isJsonObject(item) ? (own(item, key) ?? null) : null)

const keysOf = (value: Json): string[] => (isJsonObject(value) ? Object.keys(value) : [])

/** Of a script in any of its forms, be it wrongly written. */
function calledIn(script: Json): string[] {
  if (Array.isArray(script)) return script.flatMap(calledIn)
  if (!isJsonObject(script)) return []
  const calls = [partOf(script, 'call'), partOf(script, 'calls')].flat()
  const called = calls.flatMap((call) => (typeof call === 'string' ? [call] : keysOf(call)))
  return [...called, ...calledIn(partOf(script, 'replies')), ...calledIn(partOf(script, 'variants'))]
}
