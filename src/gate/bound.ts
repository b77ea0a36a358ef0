import { suggestion } from '../suite/suggest.ts'
import { type Cursor, found, isProblem, type Piece, peek, problemAt, take } from './cursor.ts'
import type { Claim, MetricRef, Operator, Problem, Shift } from './language.ts'
import { findMetric } from './metrics.ts'
import { boundOf, readQuantity } from './quantity.ts'

const OPERATORS: readonly string[] = ['>=', '<=', '>', '<'] satisfies Operator[]
const SYMBOLS = /[<>=!~≥≤≠]+/y
const WORD = /[A-Za-z_]+/y
const BASELINE = /baseline\b/y
const SIGN = /[-+*]/y
const FACTOR = /\d+(?:\.\d+)?(?![\d.%A-Za-z$])/y
const MARGIN = /margin\b/y

/** The comparison and what follows it: `>= 95%`, `>= baseline - 5pp`, `no_worse_than baseline margin 5pp`. */
export function parseBound(cursor: Cursor, metric: MetricRef): Claim | Problem {
  const word = take(cursor, WORD)
  if (word !== null) return parseNoWorseThan(cursor, metric, word)
  const operator = parseOperator(cursor)
  if (isProblem(operator)) return operator
  if (take(cursor, BASELINE) !== null) {
    const shift = parseShift(cursor, metric)
    return isProblem(shift) ? shift : { kind: 'baseline', operator, shift }
  }
  const quantity = readQuantity(cursor, 'a value with its unit, or `baseline`')
  if (isProblem(quantity)) return quantity
  const bound = boundOf(quantity, metric)
  if (isProblem(bound)) return bound
  return decidesNothing(quantity.place, metric, operator, bound) ?? { kind: 'absolute', operator, bound }
}

function parseOperator(cursor: Cursor): Operator | Problem {
  const symbols = take(cursor, SYMBOLS)
  if (symbols !== null && isOperator(symbols.text)) return symbols.text
  const here = symbols ?? peek(cursor)
  return problemAt(
    here,
    'assertion-operator',
    `expected >=, <=, > or <, ${found(here)}`,
    MEANT[here.text] ?? null,
  )
}

const isOperator = (text: string): text is Operator => OPERATORS.includes(text)

const EQUAL = 'a measured value is never exactly another: write >= or <='
const MEANT: Readonly<Record<string, string>> = {
  '==': EQUAL,
  '=': EQUAL,
  '=>': 'did you mean ">="?',
  '=<': 'did you mean "<="?',
  '≥': 'did you mean ">="?',
  '≤': 'did you mean "<="?',
}

/** A line of the gate that holds, or fails, whatever is measured is a mistake. */
function decidesNothing(place: Piece, metric: MetricRef, operator: Operator, bound: number): Problem | null {
  const top = metric.unit === 'share' ? 1 : Number.POSITIVE_INFINITY
  const always = (operator === '>=' && bound === 0) || (operator === '<=' && bound === top)
  const never = (operator === '<' && bound === 0) || (operator === '>' && bound === top)
  if (!always && !never) return null
  const message = `${metric.name} ${operator} ${place.text} ${always ? 'always holds' : 'can never hold'}`
  return problemAt(place, 'assertion-range', message, 'choose a bound that a run can miss and can meet')
}

function parseNoWorseThan(cursor: Cursor, metric: MetricRef, word: Piece): Claim | Problem {
  if (word.text !== 'no_worse_than') {
    const hint = suggestion(word.text, [...OPERATORS, 'no_worse_than'])
    return problemAt(word, 'assertion-operator', `unknown comparison "${word.text}"`, hint)
  }
  if (take(cursor, BASELINE) === null) {
    const here = peek(cursor)
    const hint = 'write no_worse_than baseline, or >= and a value'
    return problemAt(here, 'assertion-syntax', `expected \`baseline\`, ${found(here)}`, hint)
  }
  if (take(cursor, MARGIN) === null) return { kind: 'no_worse_than', margin: null }
  const margin = parseDistance(cursor, metric, 1, findMetric(metric.family)?.better === 'higher')
  return isProblem(margin) ? margin : { kind: 'no_worse_than', margin }
}

function parseShift(cursor: Cursor, metric: MetricRef): Shift | Problem {
  const sign = take(cursor, SIGN)
  switch (sign?.text) {
    case '*':
      return parseFactor(cursor)
    case '+':
      return parseDistance(cursor, metric, 1, false)
    case '-':
      return parseDistance(cursor, metric, -1, true)
    default:
      return { kind: 'none' }
  }
}

function parseFactor(cursor: Cursor): Shift | Problem {
  const factor = take(cursor, FACTOR)
  const by = Number(factor?.text)
  if (factor !== null && by > 0 && Number.isFinite(by)) return { kind: 'factor', by }
  const here = factor ?? peek(cursor)
  return problemAt(
    here,
    'assertion-syntax',
    `expected a factor above 0, ${found(here)}`,
    'write baseline * 1.2',
  )
}

/**
 * `5pp` of a share, or `10%` of any value.
 * @param below whether the bound lies below the baseline by it
 */
function parseDistance(cursor: Cursor, metric: MetricRef, sign: 1 | -1, below: boolean): Shift | Problem {
  const examples = metric.unit === 'share' ? '5pp (points) or 10% (of the value)' : '10% (of the value)'
  const quantity = readQuantity(cursor, `a distance such as ${examples}`)
  if (isProblem(quantity)) return quantity
  const { unit, value, place } = quantity
  if (unit === 'points' && metric.unit === 'share') {
    if (below && value === 1) return leavesNothing(place)
    if (value <= 1) return { kind: 'points', by: sign * value }
    return problemAt(place, 'assertion-range', `a share moves by 100pp at most, found ${place.text}`, null)
  }
  if (unit === 'share') {
    return below && value >= 1 ? leavesNothing(place) : { kind: 'relative', by: sign * value }
  }
  const message = `a distance of ${metric.name} to its baseline is ${examples}, not ${place.text}`
  return problemAt(place, 'assertion-unit', message, null)
}

/** A bound of 0 or less is no bound: what is held against it could never fail, or never hold. */
const leavesNothing = (place: Piece): Problem =>
  problemAt(
    place,
    'assertion-range',
    `${place.text} below the baseline leaves nothing to be held against`,
    'choose a distance that a run can exceed, such as 5pp or 10%',
  )
