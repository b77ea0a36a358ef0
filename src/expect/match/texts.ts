import { isJsonObject, type Json, type JsonObject } from '../../trajectory/index.ts'
import { lowerCase } from '../content/normalise.ts'
import { compileRegex } from '../regex.ts'
import { quote } from '../show.ts'
import { differ, whole } from './difference.ts'
import type { Operator } from './operator.ts'

export const matches: Operator = {
  problem: ({ $matches: source }) => {
    if (typeof source !== 'string' || source === '') {
      return { key: '$matches', message: '$matches takes a regular expression as text' }
    }
    const regex = compileRegex(source)
    return regex.ok ? null : { key: '$matches', message: regex.message }
  },
  compile: ({ $matches: source }) => {
    const regex = compileRegex(String(source))
    const expected = `text that matches ${quote(String(source))}`
    return whole(expected, (value) => typeof value === 'string' && regex.ok && regex.test(value))
  },
}

export const startsWith = ofText('$starts_with', 'starts with', (value, text) => value.startsWith(text))
export const endsWith = ofText('$ends_with', 'ends with', (value, text) => value.endsWith(text))

function ofText(key: string, says: string, holds: (value: string, text: string) => boolean): Operator {
  return {
    problem: ({ [key]: text }) =>
      typeof text === 'string' && text !== ''
        ? null
        : { key, message: `${key} takes text that is not empty` },
    compile: ({ [key]: text }) => {
      const expected = `text that ${says} ${quote(String(text))}`
      return whole(expected, (value) => typeof value === 'string' && holds(value, String(text)))
    },
  }
}

const CASELESS = ['$contains', '$starts_with', '$ends_with', '$one_of']

/** Text, or a matcher of texts, whatever is written in capitals. */
export const ignoreCase: Operator = {
  problem: ({ $ignore_case: pattern = null }) =>
    lowered(pattern) === undefined
      ? { key: '$ignore_case', message: `$ignore_case takes text, or ${CASELESS.join(', ')} of texts` }
      : null,
  inner: ({ $ignore_case: pattern = null }) => [[['$ignore_case'], pattern]],
  compile: ({ $ignore_case: pattern = null }, nested) => {
    const expected = `${nested(pattern).expected} in capitals or not`
    const matcher = nested(lowered(pattern) ?? null)
    return {
      expected,
      find: (value) =>
        typeof value === 'string' && matcher.find(lowerCase(value)) === null ? null : differ(expected, value),
    }
  },
}

/** A pattern of texts in lower case; `undefined` for any other. */
function lowered(pattern: Json): Json | undefined {
  if (typeof pattern === 'string') return pattern === '' ? undefined : lowerCase(pattern)
  const [key, ...others] = isJsonObject(pattern) ? Object.keys(pattern) : []
  if (key === undefined || others.length > 0 || !CASELESS.includes(key)) return undefined
  const inner = (pattern as JsonObject)[key] ?? null
  if (key !== '$one_of') return typeof inner === 'string' ? { [key]: lowerCase(inner) } : undefined
  if (!Array.isArray(inner)) return undefined
  const list = inner.map(lowered)
  return list.includes(undefined) ? undefined : { [key]: list as Json[] }
}
