import { matchesGlob } from '../suite/glob.ts'
import { suggestion } from '../suite/suggest.ts'
import type { CaseRef } from '../suite/types.ts'
import { type Cursor, found, isProblem, type Piece, peek, problemAt, take } from './cursor.ts'
import type { Condition, Problem } from './language.ts'

const OPEN = /\(/y
const CLOSE = /\)/y
const COMMA = /,/y
const EQUALS = /=/y
const KEY = /[^\s=,()]+/y
// A value with blanks, commas or parentheses is written in quotes.
const VALUE = /"[^"]*"|'[^']*'|[^\s,()"']+/y

const KEYS = ['tag', 'case']

/** `(tag=refund, case=two-*)`; no parenthesis selects every case. */
export function parseSelector(cursor: Cursor): readonly Condition[] | Problem {
  if (take(cursor, OPEN) === null) return []
  const conditions: Condition[] = []
  for (;;) {
    const condition = parseCondition(cursor)
    if (isProblem(condition)) return condition
    conditions.push(condition)
    if (take(cursor, CLOSE) !== null) return conditions
    if (take(cursor, COMMA) === null) {
      const here = peek(cursor)
      return problemAt(here, 'assertion-selector', `expected "," or ")" in the selector, ${found(here)}`, HOW)
    }
  }
}

function parseCondition(cursor: Cursor): Condition | Problem {
  const key = take(cursor, KEY)
  if (key === null) return expected(peek(cursor), '`tag=` or `case=`')
  if (!KEYS.includes(key.text)) {
    const message = `a selector asks for tag or case, not for "${key.text}"`
    return problemAt(key, 'assertion-selector', message, suggestion(key.text, KEYS))
  }
  if (take(cursor, EQUALS) === null) return expected(peek(cursor), `"=" after ${key.text}`)
  const value = take(cursor, VALUE)
  if (value === null) return expected(peek(cursor), `a value after ${key.text}=`)
  const text = unquoted(value.text)
  if (text === '') return problemAt(value, 'assertion-selector', `the ${key.text} is empty`, HOW)
  return key.text === 'tag' ? { kind: 'tag', tag: text } : { kind: 'case', glob: text }
}

const expected = (here: Piece, what: string): Problem =>
  problemAt(here, 'assertion-selector', `expected ${what} in the selector, ${found(here)}`, HOW)

const HOW = 'write (tag=refund), (case=two-*) or (tag=refund, case=two-*)'

const unquoted = (text: string): string => (/^["']/.test(text) ? text.slice(1, -1) : text)

/** Whether a case meets every condition of a selector. */
export function selects(selector: readonly Condition[], candidate: CaseRef): boolean {
  return selector.every((condition) => meets(condition, candidate))
}

function meets(condition: Condition, candidate: CaseRef): boolean {
  switch (condition.kind) {
    case 'tag':
      return candidate.tags.includes(condition.tag)
    case 'case':
      return matchesGlob(condition.glob, candidate.id)
  }
}
