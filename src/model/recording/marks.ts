import type { Json } from '../../trajectory/index.ts'
import type { KnownValues } from '../responder.ts'
import { spelledDates } from './today.ts'

/** A text that differs between trials and machines, and what stands for it in a recording. */
export interface Mark {
  readonly text: string
  readonly placeholder: string
  readonly kind: 'path' | 'id' | 'date'
}

/** Shorter values are part of too many words. */
const SHORTEST = 4

/** A path with its symbolic links followed: programs ask the system where they are. */
export type Realpath = (path: string) => string

export function marksOf(values: KnownValues, realpath: Realpath): readonly Mark[] {
  const marks = [
    ...pathMarks('SUITE', values.suite, realpath),
    ...pathMarks('CWD', values.cwd, realpath),
    ...pathMarks('HOME', values.home, realpath),
    ...pathMarks('TMP', values.tmp, realpath),
    ...gatewayMarks(values.gateway),
    ...textMarks('TRIAL', values.trial, 'id'),
  ]
  const slugs = marks
    // What follows from a single name, `-app`, is part of too many words.
    .filter(({ placeholder, text }) => /^<CWD[:>]/.test(placeholder) && text.split('/').length > 2)
    .map(
      ({ text, placeholder }): Mark => ({
        text: slugOf(text),
        placeholder: slugName(placeholder),
        kind: 'id',
      }),
    )
  return longestFirst([...marks, ...slugs])
}

/** Programs print the address whole, or where it is alone. */
function gatewayMarks(address: string | undefined): Mark[] {
  const url = address === undefined ? null : URL.parse(address)
  return [
    ...textMarks('GATEWAY', address, 'path'),
    ...textMarks('GATEWAY_ORIGIN', url?.origin, 'path'),
    ...textMarks('GATEWAY_HOST', url?.host, 'id'),
  ]
}

/** Claude Code names the folder of a project after its path. */
const slugOf = (path: string): string => path.replaceAll(/[^A-Za-z0-9]/g, '-')
const slugName = (placeholder: string): string => placeholder.replace('CWD', 'CWD_SLUG')

function pathMarks(name: string, path: string | undefined, realpath: Realpath): Mark[] {
  const bare = path === undefined ? '' : withoutSlash(path)
  const marks = textMarks(name, bare, 'path')
  const real = marks.length === 0 ? bare : realpath(bare)
  return real === bare ? marks : [...marks, ...textMarks(`${name}:real`, real, 'path')]
}

const withoutSlash = (path: string): string => path.replace(/(?<=.)\/+$/, '')

function textMarks(name: string, text: string | undefined, kind: Mark['kind']): Mark[] {
  return text === undefined || text.length < SHORTEST ? [] : [{ text, placeholder: `<${name}>`, kind }]
}

/** A value that a rule named; `null` where it is too short to be looked for in every text. */
export function namedMark(value: Json, placeholder: string): Mark | null {
  return typeof value === 'string' && value.length >= SHORTEST
    ? { text: value, placeholder, kind: 'id' }
    : null
}

export const dateMarks = (today: string): readonly Mark[] =>
  longestFirst(spelledDates(today).map((date) => ({ ...date, kind: 'date' })))

/** Longest first; of the same text, the first stays first. */
export const longestFirst = (marks: readonly Mark[]): readonly Mark[] =>
  marks.toSorted((a, b) => b.text.length - a.text.length)

/** A part of a text that a placeholder takes the place of. */
export interface Span {
  readonly from: number
  readonly to: number
  readonly instead: string
}

/**
 * What looks like a placeholder: group 1 are the backslashes that say how often it was escaped. None holds a `<` or
 * `>` inside, so no placeholder can be taken for part of another.
 */
const TOKEN =
  /<(\\*)((?:SUITE|CWD|CWD_SLUG|HOME|TMP)(?::real)?|GATEWAY(?:_ORIGIN|_HOST)?|TRIAL|TODAY(?::[a-z-]+0?)?|[A-Za-z_][\w-]*:\d+|\*)>/g

export const holdsToken = (text: string): boolean => text.includes('<') && text.search(TOKEN) !== -1

/**
 * Puts placeholders into a text. What looks like one already gets a backslash, or stays where the text has been
 * through here before.
 *
 * @param varying parts that rules found, in order, none over another
 */
export function hideIn(
  text: string,
  marks: readonly Mark[],
  tokens: 'escape' | 'keep',
  varying: readonly Span[] = [],
): string {
  let spans: readonly Span[] = varying.toSorted((a, b) => a.from - b.from)
  if (text.includes('<')) spans = withoutOverlap(spans, tokensIn(text, tokens))
  for (const mark of marks) {
    if (text.includes(mark.text)) spans = withoutOverlap(spans, placesOf(mark, text))
  }
  return spans.length === 0 ? text : splice(text, spans)
}

/** Both lists in order, without those of the second that lie over one of the first. */
function withoutOverlap(kept: readonly Span[], more: Iterable<Span>): readonly Span[] {
  const spans: Span[] = []
  let next = 0
  for (const span of more) {
    for (let each = kept[next]; each && each.to <= span.from; each = kept[next]) {
      spans.push(each)
      next++
    }
    const after = kept[next]
    if (!after || after.from >= span.to) spans.push(span)
  }
  return [...spans, ...kept.slice(next)]
}

function* tokensIn(text: string, tokens: 'escape' | 'keep'): Generator<Span> {
  for (const { index, 0: token } of text.matchAll(TOKEN)) {
    const instead = tokens === 'escape' ? `<\\${token.slice(1)}` : token
    yield { from: index, to: index + token.length, instead }
  }
}

function* placesOf(mark: Mark, text: string): Generator<Span> {
  const { length } = mark.text
  let from = text.indexOf(mark.text)
  while (from !== -1) {
    const to = from + length
    const whole = beginsAt(text, from, mark.kind) && endsAt(text, to, mark.kind)
    if (whole) yield { from, to, instead: mark.placeholder }
    from = text.indexOf(mark.text, whole ? to : from + 1)
  }
}

/** /root is neither in /mnt/root nor in /rooted, and 1/5/2026 not in 11/5/2026. */
function beginsAt(text: string, from: number, kind: Mark['kind']): boolean {
  const before = text[from - 1] ?? ''
  // JSON inside a text: the letter belongs to the line's end, not to the path.
  if (/[nrt]/.test(before) && text[from - 2] === '\\') return true
  return kind === 'path' ? !/[A-Za-z0-9_.-]/.test(before) : !/[A-Za-z0-9]/.test(before)
}

function endsAt(text: string, to: number, kind: Mark['kind']): boolean {
  const after = text[to] ?? ''
  if (kind === 'path') return !/[A-Za-z0-9_-]/.test(after)
  return !/[A-Za-z0-9]/.test(after) || (kind === 'date' && /^T\d/.test(text.slice(to, to + 2)))
}

/** @param spans in order */
function splice(text: string, spans: readonly Span[]): string {
  let done = 0
  let result = ''
  for (const { from, to, instead } of spans) {
    result += text.slice(done, from) + instead
    done = to
  }
  return result + text.slice(done)
}

/**
 * The text with values back in place of their placeholders; one that stands for nothing stays.
 *
 * @param escapes `undo`: what only looks like a placeholder is as it was; `keep`: it stays escaped
 */
export function revealIn(
  text: string,
  standsFor: (placeholder: string) => string | undefined,
  escapes: 'undo' | 'keep' = 'undo',
): string {
  if (!text.includes('<')) return text
  return text.replace(TOKEN, (token: string, backslashes: string) => {
    if (backslashes === '') return standsFor(token) ?? token
    return escapes === 'undo' ? `<${token.slice(2)}` : token
  })
}
