import { parsePercent } from '../expect/units.ts'
import { suggestion } from '../suite/suggest.ts'
import { parseBound } from './bound.ts'
import { type Cursor, found, isProblem, peek, problemAt, take } from './cursor.ts'
import { type Assertion, DEFAULT_CONFIDENCE, type MetricRef, type Parsed, type Problem } from './language.ts'
import { familyOf, findMetric, METRIC_NAMES } from './metrics.ts'
import { parseSelector } from './select.ts'

/** Reads one line of `assert:`. Never throws; a problem's place is inside the text. */
export function parseAssertion(text: string): Parsed {
  const read = parse({ text, at: 0 })
  return isProblem(read) ? { ok: false, problem: read } : { ok: true, assertion: read }
}

/** Whether an assertion holds a run against a baseline; a case or tag of that name is no baseline. */
export function isAboutBaseline(text: string): boolean {
  const parsed = parseAssertion(text)
  return parsed.ok && parsed.assertion.claim.kind !== 'absolute'
}

function parse(cursor: Cursor): Assertion | Problem {
  const metric = parseMetric(cursor)
  if (isProblem(metric)) return metric
  const selector = parseSelector(cursor)
  if (isProblem(selector)) return selector
  const claim = parseBound(cursor, metric)
  if (isProblem(claim)) return claim
  const confidence = parseConfidence(cursor)
  if (isProblem(confidence)) return confidence
  const rest = peek(cursor)
  if (rest.text !== '') {
    const message = `the assertion is complete before "${rest.text}"`
    return problemAt(rest, 'assertion-trailing', message, 'only `with 99% confidence` may follow the bound')
  }
  return { text: cursor.text.trim(), metric, selector, claim, confidence }
}

/** Reads the name of a metric alone: `avg_cost`, `pass^5`. */
export function parseMetricName(text: string): MetricRef | Problem {
  const cursor = { text, at: 0 }
  const metric = parseMetric(cursor)
  if (isProblem(metric)) return metric
  const rest = peek(cursor)
  if (rest.text === '') return metric
  return problemAt(rest, 'assertion-trailing', `expected a metric alone, ${found(rest)}`, null)
}

const METRIC_NAME = /[^\s()<>=!]+/y

function parseMetric(cursor: Cursor): MetricRef | Problem {
  const place = take(cursor, METRIC_NAME)
  if (place === null) {
    const here = peek(cursor)
    const message = `expected a metric, ${found(here)}`
    return problemAt(here, 'assertion-syntax', message, 'write for example: success_rate >= 95%')
  }
  const { family, k } = familyOf(place.text)
  const metric = findMetric(family)
  if (metric === null) {
    const message = `unknown metric "${place.text}"`
    return problemAt(place, 'assertion-metric', message, suggestion(place.text, METRIC_NAMES))
  }
  if (metric.estimate === null) {
    const message = `${metric.name} is measured by attack runs, not by a run of the suite's cases`
    return problemAt(place, 'assertion-attack-metric', message, 'remove it here; `pawl attack` reports it')
  }
  if (metric.perK !== (k !== null)) {
    const message = `${metric.name} needs a whole number k from 1, found "${place.text}"`
    return problemAt(place, 'assertion-metric', message, `write ${metric.name.replace('k', '5')}`)
  }
  return { name: place.text, family, unit: metric.unit, k }
}

const WITH = /with\b/y
const CONFIDENCE = /confidence\b/y
const NUMBER_AND_PERCENT = /[^\s%]+(?: ?%)?/y

function parseConfidence(cursor: Cursor): number | Problem {
  if (take(cursor, WITH) === null) return DEFAULT_CONFIDENCE
  const place = take(cursor, NUMBER_AND_PERCENT)
  const share = place === null ? null : parsePercent(place.text)
  if (place === null || share === null) {
    const here = place ?? peek(cursor)
    return problemAt(here, 'assertion-confidence', `expected a confidence, ${found(here)}`, HOW)
  }
  if (share <= 0.5 || share >= 1) {
    const message = `a confidence lies above 50% and below 100%: ${place.text} is outside`
    return problemAt(place, 'assertion-confidence', message, HOW)
  }
  if (take(cursor, CONFIDENCE) === null) {
    const here = peek(cursor)
    return problemAt(here, 'assertion-confidence', `expected the word "confidence", ${found(here)}`, HOW)
  }
  return share
}

const HOW = 'write `with 99% confidence`'
