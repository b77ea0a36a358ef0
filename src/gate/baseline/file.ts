import { dirname, join } from 'node:path'
import { messageOf, PawlError } from '../../errors.ts'
import { isJsonObject, type Json } from '../../trajectory/index.ts'
import { outcomesOf } from '../case-summary.ts'
import { BASELINE_FORMAT, type Baseline, type BaselineCase, baselineSchema } from './schema.ts'

const FOLDER = 'baselines'

/** Where the baseline of a suite is: beside its file, in a folder of its own. */
export const baselinePath = (suiteFile: string, suite: string): string =>
  join(dirname(suiteFile), FOLDER, `${suite}.json`)

/**
 * Made to be reviewed: what belongs to one run, or to all trials of a case, is one line. The same baseline gives the
 * same bytes.
 */
export const encodeBaseline = (baseline: Baseline): string => `${laidOut(baseline, '')}\n`

/** A list without objects is one line, and so is an object without lists. */
function laidOut(value: Json, indent: string): string {
  const inner = `${indent}  `
  if (Array.isArray(value)) {
    const items: readonly Json[] = value
    if (!items.some(isJsonObject)) return inLine(items)
    return `[\n${items.map((item) => inner + laidOut(item, inner)).join(',\n')}\n${indent}]`
  }
  if (!isJsonObject(value) || !hasList(value)) return inLine(value)
  const entries = Object.entries(value).map(
    ([key, item]) => `${inner}${JSON.stringify(key)}: ${laidOut(item, inner)}`,
  )
  return `{\n${entries.join(',\n')}\n${indent}}`
}

const hasList = (value: Json): boolean =>
  Array.isArray(value) || (isJsonObject(value) && Object.values(value).some(hasList))

function inLine(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(inLine).join(', ')}]`
  if (!isJsonObject(value)) return JSON.stringify(value)
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${inLine(item)}`)
  return `{ ${entries.join(', ')} }`
}

/**
 * Reads a baseline back.
 * @param place the file, as messages name it
 * @throws PawlError `baseline-unreadable` for what is no baseline, was damaged, or is of a newer format
 */
export function decodeBaseline(text: string, place: string): Baseline {
  const value = parse(text, place)
  const format = isJsonObject(value) ? value['format'] : undefined
  if (typeof format === 'number' && format > BASELINE_FORMAT) {
    const reads = `it has format ${format}, and this version reads up to ${BASELINE_FORMAT}: update pawl`
    throw unreadable(place, reads)
  }
  const parsed = baselineSchema.safeParse(value)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw unreadable(place, `at .${issue?.path.join('.')}: ${issue?.message}`)
  }
  const mistake = mistakeIn(parsed.data.cases)
  if (mistake !== null) throw unreadable(place, mistake)
  return parsed.data
}

function parse(text: string, place: string): Json {
  try {
    return JSON.parse(text)
  } catch (error) {
    const merged = /^(?:<{7}|={7}|>{7})/m.test(text) ? ' (it has the marks of a merge conflict)' : ''
    throw unreadable(place, `it is not JSON${merged}: ${messageOf(error)}`)
  }
}

/** What a merge, or a hand, may have left: columns of different lengths, counts that are not those of the trials. */
function mistakeIn(cases: readonly BaselineCase[]): string | null {
  const ids = new Set<string>()
  for (const each of cases) {
    const { id, trials } = each
    const where = `case ${id}`
    if (ids.has(id)) return `${where} is there twice`
    ids.add(id)
    const expected = trials.origin.length
    for (const [name, { length }] of Object.entries(trials)) {
      if (length !== expected)
        return `${where}: expected ${expected} trials in .trials.${name}, found ${length}`
    }
    const counts = outcomesOf({ trials: trials.outcome.map((outcome) => ({ outcome })) })
    const said = [each.passed, each.failed, each.errored, each.unscored]
    const found = [counts.pass, counts.fail, counts.error, counts.unscored]
    if (said.join() !== found.join()) {
      return `${where} says ${outcomeWords(said)}, and its trials ${outcomeWords(found)}`
    }
  }
  return null
}

const outcomeWords = ([passed, failed, errored, unscored]: readonly number[]): string =>
  `${passed} passed, ${failed} failed, ${errored} errored, ${unscored} unscored`

const unreadable = (place: string, why: string): PawlError =>
  new PawlError('baseline-unreadable', `the baseline ${place} cannot be read: ${why}`, {
    hint: 'Make it anew: pawl baseline update RUN…, or take the one of git.',
  })
