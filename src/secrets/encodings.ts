/** A text as it reads once what it is encoded in is undone. */
export interface Reading {
  readonly text: string
  /** Where in the encoded text a part of this one stands. */
  readonly place: (start: number, end: number) => Place
}

export interface Place {
  readonly start: number
  readonly end: number
}

interface Escape {
  readonly name: string
  /** Source of a regular expression. */
  readonly shape: string
  readonly decode: (written: string) => string
}

const hexCode = (digits: string): string => fromCode(Number.parseInt(digits, 16))
const fromCode = (code: number): string => (code <= 0x10ffff ? String.fromCodePoint(code) : '')

/** Characters that are written as others, or that nobody sees, each by itself. */
const ESCAPES: readonly Escape[] = [
  { name: 'JSON, by code', shape: String.raw`\\u[0-9a-fA-F]{4}`, decode: (all) => hexCode(all.slice(2)) },
  { name: 'a byte, as in C', shape: String.raw`\\x[0-9a-fA-F]{2}`, decode: (all) => hexCode(all.slice(2)) },
  {
    name: 'JSON, by letter',
    shape: String.raw`\\[^]`,
    decode: (all) => (/[nrtbf]/.test(all) ? '\n' : all.slice(1)),
  },
  { name: 'percent', shape: '%[0-9a-fA-F]{2}', decode: (all) => hexCode(all.slice(1)) },
  { name: 'HTML, hexadecimal', shape: '&#[xX][0-9a-fA-F]{1,6};', decode: (all) => hexCode(all.slice(3)) },
  {
    name: 'HTML, decimal',
    shape: '&#[0-9]{1,7};',
    decode: (all) => fromCode(Number.parseInt(all.slice(2), 10)),
  },
  { name: 'HTML, by name', shape: '&(?:amp|lt|gt|quot|apos);', decode: (all) => NAMED[all] ?? all },
  {
    name: 'invisible',
    shape: String.raw`[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]`,
    decode: () => '',
  },
]

const NAMED: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
}

const ESCAPE = new RegExp(ESCAPES.map(({ shape }) => `(${shape})`).join('|'), 'g')
const ESCAPED = new RegExp(ESCAPE.source)
const ESCAPED_IN_JSON = new RegExp(ESCAPE.source.replace(String.raw`\\[^]`, String.raw`\\\\`))

/** Whether a string of a JSON text holds escapes of its own: a quote or a line's end inside a string is none. */
export const hasEscapesInJson = (json: string): boolean => ESCAPED_IN_JSON.test(json)

interface Run {
  readonly name: 'base64' | 'hex'
  readonly shape: RegExp
  /** Characters that stand for whole bytes together: a run may begin with each of them. */
  readonly group: number
}

/** Bytes that are written as one run of characters; base64 may be broken into lines. */
const RUNS: readonly Run[] = [
  { name: 'base64', shape: /[A-Za-z0-9+/_-]{20,}(?:\r?\n[A-Za-z0-9+/_-]+)*/g, group: 4 },
  { name: 'hex', shape: /(?:[0-9a-fA-F]{2}){10,}[0-9a-fA-F]?/g, group: 2 },
]

/** All that a text may be the encoding of, by one step. */
export function* readings(text: string, longRun: boolean): Generator<Reading> {
  if (ESCAPED.test(text)) yield unescaped(text)
  if (!longRun) return
  for (const { name, shape, group } of RUNS) {
    for (const { 0: run, index } of text.matchAll(shape)) {
      const place = () => ({ start: index, end: index + run.length })
      for (let from = 0; from < group; from++) {
        yield { text: Buffer.from(run.slice(from), name).toString('latin1'), place }
      }
    }
  }
}

/** All escapes undone once. */
function unescaped(text: string): Reading {
  const decode = (all: string, ...groups: unknown[]): string =>
    ESCAPES.find((_, index) => groups[index] !== undefined)?.decode(all) ?? all
  let joints: readonly Joint[] | null = null
  return {
    text: text.replace(ESCAPE, decode),
    place(start, end) {
      joints ??= jointsOf(text, decode)
      // What is invisible behind the end stays out of it, and so does what is before the start.
      return { start: encoded(joints, start, 1), end: encoded(joints, end, 0) }
    },
  }
}

/** Two places that belong together, at which an escape begins or ends. */
interface Joint {
  readonly plain: number
  readonly encoded: number
}

function jointsOf(text: string, decode: (...match: string[]) => string): Joint[] {
  let saved = 0
  return [...text.matchAll(ESCAPE)].flatMap((match) => {
    const [all] = match
    const { index } = match
    const before = { plain: index - saved, encoded: index }
    const length = decode(...match).length
    saved += all.length - length
    return [before, { plain: before.plain + length, encoded: index + all.length }]
  })
}

/** The place that belongs to a plain one. Where there are several joints at it, the last or the first of them counts. */
function encoded(joints: readonly Joint[], at: number, last: 0 | 1): number {
  let [low, high] = [0, joints.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((joints[middle]?.plain ?? 0) < at + last) low = middle + 1
    else high = middle
  }
  const exact = last === 0 && joints[low]?.plain === at ? joints[low] : joints[low - 1]
  return exact ? exact.encoded + at - exact.plain : at
}
