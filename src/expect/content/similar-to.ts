import * as z from 'zod'
import { field, nameValue } from '../field.ts'
import { once } from '../once.ts'
import { quote } from '../show.ts'
import type { Expectation } from '../types.ts'
import { firstDifference } from './differing.ts'
import { normalise, readings } from './normalise.ts'
import { type ContentSpec, contentOptions, literalSpec, textField } from './options.ts'
import { similarity, trigramsOf } from './similarity.ts'
import {
  describeWhere,
  eventsOf,
  type Looked,
  mentionsOfOptions,
  nothingSaid,
  subject,
  textsOf,
} from './where.ts'

const DESCRIPTION =
  'The answer has most of its wording in common with this text: the share of trigrams is at least the threshold.'
const DEFAULT_THRESHOLD = 0.8

interface SimilarSpec extends ContentSpec {
  readonly threshold: number
}

const thresholdField = field(
  {
    type: 'number',
    exclusiveMinimum: 0,
    maximum: 1,
    default: DEFAULT_THRESHOLD,
    description: 'The least similarity, above 0 and up to 1.',
  },
  (value, report) => {
    if (typeof value !== 'number') {
      return report({ code: 'wrong-type', message: `expected a number, found ${nameValue(value)}` })
    }
    if (value > 0 && value <= 1) return value
    const message = `expected a similarity above 0 and at most 1, found ${value}`
    return report({ code: value <= 0 ? 'cannot-fail' : 'cannot-hold', message })
  },
)

export const similarTo: Expectation<SimilarSpec> = {
  name: 'similar_to',
  schema: z
    .strictObject({
      similar_to: textField(DESCRIPTION),
      threshold: thresholdField.optional(),
      ...contentOptions,
    })
    .meta({ description: DESCRIPTION })
    .transform(({ similar_to: texts, threshold = DEFAULT_THRESHOLD, ...options }, context) => ({
      ...literalSpec('similar_to', texts, options, context),
      threshold,
    })),
  mentions: mentionsOfOptions,
  threshold: (spec) => spec.threshold,
  describe: (spec) =>
    `similar_to ${quote(textOf(spec))} (at least ${spec.threshold})${describeWhere(spec.on)}`,
  score: (spec, scene) => {
    const texts = textsOf(spec.on, scene)
    const [first, ...others] = texts.map((text) => ({ text, score: scoreOf(spec, text) }))
    if (first === undefined) return nothingSaid(spec.on, scene)
    const best = others.reduce((nearest, each) => (each.score > nearest.score ? each : nearest), first)
    const holds = best.score >= spec.threshold
    const who = others.length > 0 ? `the message of event ${best.text.events[0]}` : subject(spec.on)
    const said = `${who} is ${shown(best.score)} similar to ${quote(textOf(spec))}`
    const where = holds ? '' : firstDifference(best.text.text, textOf(spec))
    const events = eventsOf([best.text])
    return { score: best.score, reason: `${said}, at least ${spec.threshold} expected${where}`, events }
  },
}

const textOf = ({ patterns }: ContentSpec): string => patterns.join('')

const wanted = once((spec: SimilarSpec) =>
  readings(spec.ignore).map((reading) => ({
    reading,
    trigrams: trigramsOf(normalise(textOf(spec), reading)),
  })),
)

const scoreOf = (spec: SimilarSpec, { text }: Looked): number =>
  Math.max(
    ...wanted(spec).map(({ reading, trigrams }) =>
      similarity(trigrams, trigramsOf(normalise(text, reading))),
    ),
  )

/** Cut, not rounded: what is below a threshold is not shown as reaching it. */
const shown = (score: number): number => Math.floor(score * 1000) / 1000
