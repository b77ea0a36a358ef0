import type * as z from 'zod'
import { addProblem, field, nameValue, type Problem, type Report, unknownWord } from '../field.ts'
import { IGNORABLE, type Ignorable, normalise } from './normalise.ts'
import { type Where, whereField } from './where.ts'

/** What an expectation on text holds against the texts of a trial. */
export interface ContentSpec {
  readonly patterns: readonly string[]
  readonly ignore: readonly Ignorable[]
  readonly on: Where
}

const IGNORE = `What the comparison overlooks: ${IGNORABLE.join(', ')}.`

/** The options that every expectation on text has beside its name. */
export const contentOptions = {
  ignore: ignoreField().optional(),
  on: whereField().optional(),
}

interface ContentOptions {
  readonly ignore?: readonly Ignorable[] | undefined
  readonly on?: Where | undefined
}

/** The spec of an item whose texts are matched as they are; `key` is the item's name. */
export function literalSpec(
  key: string,
  patterns: readonly string[],
  options: ContentOptions,
  context: z.RefinementCtx,
): ContentSpec {
  const spec = contentSpec(patterns, options)
  if (patterns.some((pattern) => normalise(pattern, spec.ignore) === '')) {
    const message = `nothing is left of the text when ignoring ${spec.ignore.join(' and ')}`
    addProblem(context, { code: 'cannot-fail', message, path: [key] })
  }
  return spec
}

export function contentSpec(patterns: readonly string[], options: ContentOptions): ContentSpec {
  return { patterns, ignore: options.ignore ?? [], on: options.on ?? 'final' }
}

/** One text. */
export function textField(description: string): z.ZodType<readonly string[]> {
  return field({ type: 'string', minLength: 1, description }, (value, report) => {
    if (Array.isArray(value)) {
      const message = 'expected one text, found a list: make an item of each, or items of any_of'
      return report({ code: 'wrong-type', message })
    }
    const text = checkText(value, [], report)
    return text === undefined ? undefined : [text]
  })
}

/** One text, or a list of them. */
export function textsField(description: string): z.ZodType<readonly string[]> {
  const text = { type: 'string', minLength: 1 }
  const anyOf = [text, { type: 'array', minItems: 1, items: text }]
  return field({ anyOf, description }, (value, report) => {
    if (!Array.isArray(value)) {
      const only = checkText(value, [], report)
      return only === undefined ? undefined : [only]
    }
    if (value.length === 0) return report({ code: 'cannot-fail', message: 'the list of texts is empty' })
    const texts = value.map((item: unknown, index) => checkText(item, [index], report))
    return texts.filter((item) => item !== undefined)
  })
}

/** A text to match. YAML makes other values out of what looks like text; guessing them back would be wrong. */
export function checkText(value: unknown, path: readonly number[], report: Report): string | undefined {
  if (typeof value === 'string') {
    return value === '' ? report({ code: 'cannot-fail', message: 'the text is empty', path }) : value
  }
  return report(notText(value, path))
}

function notText(value: unknown, path: readonly number[]): Problem {
  if (typeof value === 'number' || typeof value === 'boolean') {
    const kind = typeof value === 'number' ? `the number ${value}` : `the value ${value}`
    const message = `expected text, found ${kind}: quote it as it should be matched`
    return { code: 'unquoted-value', message, path }
  }
  return { code: 'wrong-type', message: `expected text, found ${nameValue(value)}`, path }
}

function ignoreField(): z.ZodType<readonly Ignorable[]> {
  const schema = { type: 'array', minItems: 1, items: { enum: IGNORABLE }, description: IGNORE }
  return field(schema, (value, report) => {
    if (!Array.isArray(value)) {
      const message = `expected a list such as [case, whitespace], found ${nameValue(value)}`
      return report({ code: 'wrong-type', message })
    }
    for (const [index, word] of value.entries()) {
      if (!IGNORABLE.includes(word)) report({ ...unknownWord(word, IGNORABLE), path: [index] })
    }
    return IGNORABLE.filter((word) => value.includes(word))
  })
}
