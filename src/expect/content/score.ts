import type { Claim } from '../contradiction.ts'
import { once } from '../once.ts'
import { quote, quoteList } from '../show.ts'
import type { Expectation, Finding } from '../types.ts'
import { IGNORABLE, type Ignorable, normalise, readings } from './normalise.ts'
import type { ContentSpec } from './options.ts'
import {
  describeWhere,
  eventsOf,
  type Looked,
  mentionsOfOptions,
  nothingSaid,
  subject,
  textsOf,
  type Where,
} from './where.ts'

type Test = (text: string) => boolean

/** One way of holding patterns against texts. */
export interface ContentRule extends Pick<Expectation<ContentSpec>, 'name' | 'schema'> {
  /** How many of the patterns some text has to match. */
  readonly wanted: 'all' | 'any' | 'none'
  /** `contains` and `contain`, as in "does not contain". */
  readonly verb: readonly [holds: string, infinitive: string]
  /** Called once a spec. */
  readonly test: (pattern: string, ignore: readonly Ignorable[]) => Test
  /** What is known of the text where it holds: that it has the pattern, that it is the pattern, that it has it not. */
  readonly claims?: 'has' | 'is' | 'lacks'
  /** Where a text leaves the pattern, for texts too long to be compared by eye. */
  readonly detail?: (text: string, pattern: string) => string
}

/** The expectation that a rule makes. */
export function contentExpectation(rule: ContentRule): Expectation<ContentSpec> {
  const testsOf = once((spec: ContentSpec) => spec.patterns.map((pattern) => rule.test(pattern, spec.ignore)))
  return {
    name: rule.name,
    schema: rule.schema,
    mentions: mentionsOfOptions,
    describe: (spec) => `${rule.name} ${quoteList(spec.patterns)}${describeWhere(spec.on)}`,
    claims: (spec) => claimsOf(rule, spec),
    score: (spec, scene) => {
      const texts = textsOf(spec.on, scene)
      if (texts.length === 0) return nothingSaid(spec.on, scene)
      const found = testsOf(spec).map((test) => texts.find(({ text }) => test(text)))
      return judge(rule, spec, texts, found)
    },
  }
}

/** One message has one of the texts and another the other, so places that hold several claim nothing of what is whole. */
function claimsOf({ claims }: ContentRule, { patterns, ignore, on }: ContentSpec): readonly Claim[] {
  // Where a text may be read in several ways, nobody knows in which it holds.
  if (claims === undefined || readings(ignore).length > 1) return []
  const place = JSON.stringify([on, [...ignore].sort()])
  const texts = patterns.map((pattern) => normalise(pattern, ignore))
  if (claims === 'lacks') return texts.map((text) => ({ kind: 'unsaid', place, text }))
  const whole = claims === 'is' && on !== 'any_message'
  return texts.map((text) => ({ kind: 'said', place, text, whole }))
}

/** A comparison of texts after both were normalised. */
export function literal(compare: (text: string, pattern: string) => boolean): ContentRule['test'] {
  return (pattern, ignore) => {
    const tests = readings(ignore).map((reading): Test => {
      const normal = normalise(pattern, reading)
      return (text) => normal !== '' && compare(normalise(text, reading), normal)
    })
    return (text) => tests.some((test) => test(text))
  }
}

/** @param found for each pattern the first text that matches it */
function judge(
  rule: ContentRule,
  spec: ContentSpec,
  texts: readonly Looked[],
  found: readonly (Looked | undefined)[],
): Finding {
  const { patterns } = spec
  const hits = eventsOf(found.filter((text) => text !== undefined))
  const matched = patterns.filter((_, index) => found[index] !== undefined)
  const missing = patterns.filter((_, index) => found[index] === undefined)
  const holds = { all: missing.length === 0, any: matched.length > 0, none: matched.length === 0 }[
    rule.wanted
  ]
  if (rule.wanted === 'none') {
    const first = found.find((text) => text !== undefined)
    if (first === undefined) return finding(1, say(rule, spec, texts, patterns, false), texts)
    return { score: 0, reason: sayOf(rule, first, spec.on, matched), events: hits }
  }
  if (holds) return { score: 1, reason: say(rule, spec, texts, matched, true), events: hits }
  const shown = texts.length === 1 && texts[0] !== undefined ? `; it is ${quote(texts[0].text)}` : ''
  const reason = say(rule, spec, texts, missing, false) + shown + detail(rule, texts, missing)
  return finding(0, reason + overlooked(rule, spec, texts), texts)
}

const finding = (score: 0 | 1, reason: string, texts: readonly Looked[]): Finding => ({
  score,
  reason,
  events: eventsOf(texts),
})

function say(
  rule: ContentRule,
  spec: ContentSpec,
  texts: readonly Looked[],
  patterns: readonly string[],
  holds: boolean,
): string {
  const list = quoteList(patterns)
  const several = rule.wanted === 'any' && !holds && patterns.length > 1 ? 'any of ' : ''
  const [verb, infinitive] = rule.verb
  if (spec.on === 'any_message' && texts.length > 1) {
    const who = holds ? 'a message' : `none of the ${texts.length} messages`
    return `${who} ${verb} ${several}${list}`
  }
  return `${subject(spec.on)} ${holds ? verb : `does not ${infinitive}`} ${several}${list}`
}

function sayOf(rule: ContentRule, text: Looked, on: Where, patterns: readonly string[]): string {
  const who = on === 'any_message' ? `the message of event ${text.events[0]}` : subject(on)
  return `${who} ${rule.verb[0]} ${quoteList(patterns)}; it is ${quote(text.text)}`
}

function detail(rule: ContentRule, texts: readonly Looked[], missing: readonly string[]): string {
  const [text, pattern] = [texts[0], missing[0]]
  if (rule.detail === undefined || texts.length !== 1 || text === undefined || pattern === undefined)
    return ''
  return rule.detail(text.text, pattern)
}

/** The least that, overlooked, would let it hold: most near misses are a capital or a thousands comma. */
function overlooked(rule: ContentRule, spec: ContentSpec, texts: readonly Looked[]): string {
  const holds = (ignore: readonly Ignorable[]): boolean => {
    const tests = spec.patterns.map((pattern) => rule.test(pattern, ignore))
    const matched = tests.map((test) => texts.some(({ text }) => test(text)))
    return rule.wanted === 'any' ? matched.includes(true) : !matched.includes(false)
  }
  if (spec.ignore.length === IGNORABLE.length || !holds(IGNORABLE)) return ''
  let enough: readonly Ignorable[] = IGNORABLE
  // Those that are named last are tried first: what is left are the plainest.
  for (const word of IGNORABLE.toReversed()) {
    if (spec.ignore.includes(word)) continue
    const fewer = enough.filter((each) => each !== word)
    if (holds(fewer)) enough = fewer
  }
  return ` (it would with ignore: [${enough.join(', ')}])`
}
