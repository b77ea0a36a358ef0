import { isJsonObject, type Json } from '../../trajectory/index.ts'
import { whole } from './difference.ts'
import type { Operator } from './operator.ts'

export const oneOf: Operator = {
  problem: ({ $one_of: list }) => {
    if (!Array.isArray(list)) return { key: '$one_of', message: '$one_of takes a list' }
    return list.length === 0 ? { key: '$one_of', message: '$one_of has nothing to choose from' } : null
  },
  inner: ({ $one_of: list }) =>
    Array.isArray(list) ? list.map((pattern: Json, index) => [['$one_of', index], pattern]) : [],
  compile: ({ $one_of: list }, nested) => {
    const matchers = (Array.isArray(list) ? list : []).map(nested)
    const expected = `one of ${matchers.map((matcher) => matcher.expected).join(', ')}`
    return whole(expected, (value) => matchers.some((matcher) => matcher.find(value) === null))
  },
}

export const any: Operator = {
  problem: ({ $any: flag }) => (flag === true ? null : { key: '$any', message: '$any takes true' }),
  compile: () => whole('any value', () => true),
}

export const optional: Operator = {
  problem: () => null,
  inner: ({ $optional: pattern = null }) => [[['$optional'], pattern]],
  compile: ({ $optional: pattern = null }, nested) => {
    const matcher = nested(pattern)
    const expected = `${matcher.expected}, or nothing`
    return { expected, find: (value) => (value === undefined ? null : matcher.find(value)) }
  },
}

export const contains: Operator = {
  problem: ({ $contains: pattern }) =>
    pattern === '' ? { key: '$contains', message: '$contains takes text that is not empty' } : null,
  inner: ({ $contains: pattern = null }) => [[['$contains'], pattern]],
  compile: ({ $contains: pattern = null }, nested) => {
    const matcher = nested(pattern)
    return whole(`something that contains ${matcher.expected}`, (value) => {
      if (typeof value === 'string') return typeof pattern === 'string' && value.includes(pattern)
      return Array.isArray(value) && value.some((item: Json) => matcher.find(item) === null)
    })
  },
}

export const not: Operator = {
  problem: ({ $not: pattern = null }) =>
    isAny(pattern) ? { key: '$not', message: 'no value is not any value' } : null,
  inner: ({ $not: pattern = null }) => [[['$not'], pattern]],
  compile: ({ $not: pattern = null }, nested) => {
    const matcher = nested(pattern)
    return whole(`not ${matcher.expected}`, (value) => matcher.find(value) !== null)
  },
}

const isAny = (pattern: Json): boolean => isJsonObject(pattern) && pattern['$any'] === true

export const allOf: Operator = {
  problem: ({ $all_of: list }) => {
    if (!Array.isArray(list)) return { key: '$all_of', message: '$all_of takes a list' }
    return list.length === 0 ? { key: '$all_of', message: '$all_of has nothing that has to match' } : null
  },
  inner: ({ $all_of: list }) =>
    Array.isArray(list) ? list.map((pattern: Json, index) => [['$all_of', index], pattern]) : [],
  compile: ({ $all_of: list }, nested) => {
    const matchers = (Array.isArray(list) ? list : []).map(nested)
    return {
      expected: matchers.map((matcher) => matcher.expected).join(' and '),
      find: (value) => {
        for (const matcher of matchers) {
          const difference = matcher.find(value)
          if (difference !== null) return difference
        }
        return null
      },
    }
  },
}
