import { isJsonObject, type Json, pathStep } from '../trajectory/index.ts'
import { withoutPieces } from './cut.ts'
import { hasEscapesInJson } from './encodings.ts'
import { type Finding, findings, type Needle } from './find.ts'
import { hasLongRun } from './long-run.ts'
import { type OwnSecret, writtenForms } from './own.ts'
import { SIGNS } from './shapes.ts'

/** A credential in a JSON value: what it is and where it stood, never what it was. */
export interface FoundSecret {
  readonly what: string
  /** As in `.messages[2].content`. */
  readonly path: string
}

export interface Redacted<Value> {
  /** The value itself where nothing was found. */
  readonly value: Value
  readonly found: readonly FoundSecret[]
}

export interface Secrets {
  /**
   * A JSON value with `[redacted: an Anthropic key]` in the place of each credential; only texts and keys change.
   * @param text its JSON, where the caller has it: most values are cleared by a look at that
   */
  redact<Value>(value: Value, text?: string): Redacted<Value>
}

/** @param own the run's own keys */
export function createSecrets(own: readonly OwnSecret[] = []): Secrets {
  const needles = own.flatMap((secret) =>
    writtenForms(secret).map((form): Needle => ({ what: secret.what, form })),
  )
  return {
    redact(value, text = JSON.stringify(value)) {
      if (!maySomewhere(text, needles)) return { value, found: [] }
      const { cleanText, found, values } = createCleaner(needles)
      const redacted = mapTexts(value as Json, cleanText)
      if (found.length === 0) return { value, found }
      return { value: mapTexts(redacted, (each) => withoutPieces(each, values)) as typeof value, found }
    },
  }
}

/** False for almost every line of a lean run, at about the price of a search for a word. */
function maySomewhere(text: string, needles: readonly Needle[]): boolean {
  if (needles.some(({ form }) => text.includes(form))) return true
  return hasLongRun(text) || SIGNS.some((sign) => text.includes(sign)) || hasEscapesInJson(text)
}

/** Keys that name what stands beside them. */
const NAMING = /key|secret|authorization/i

/** Credentials of one value whose pieces are looked for, or the time it takes would grow with their square. */
const MOST_PIECES = 100

function createCleaner(needles: readonly Needle[]) {
  const found: FoundSecret[] = []
  const values = new Map<string, string>()
  // A conversation's requests repeat its history.
  const harmless = new Set<string>()

  function cleanText(text: string, path: string, key: string): string {
    if (harmless.has(text) && !NAMING.test(key)) return text
    const name = NAMING.test(key) ? `${key}: ` : ''
    const here = [...findings(name + text, needles)]
      .map(({ what, start, end }) => ({ what, start: start - name.length, end: end - name.length }))
      .filter(({ start }) => start >= 0)
    for (const { what, start, end } of here) {
      found.push({ what, path: path === '' ? '.' : path })
      const value = text.slice(start, end)
      // As it is, and as a quotation has it.
      const forms = values.size < MOST_PIECES ? [value, JSON.stringify(value).slice(1, -1)] : []
      for (const form of forms) values.set(form, what)
    }
    if (here.length > 0) return withoutFindings(text, here)
    if (name === '') harmless.add(text)
    return text
  }

  return { cleanText, found, values }
}

/**
 * The value with each of its texts and keys changed. Loops, for a value as deep as JSON can write has no stack left for
 * functions in between.
 * @param change gets the text, where it stands, and the nearest key above it
 */
function mapTexts(
  value: Json,
  change: (text: string, path: string, key: string) => string,
  path = '',
  key = '',
): Json {
  if (typeof value === 'string') return change(value, path, key)
  if (Array.isArray(value)) {
    const items: Json[] = []
    for (const item of value) items.push(mapTexts(item, change, `${path}[${items.length}]`, key))
    return items
  }
  if (!isJsonObject(value)) return value
  const entries: [string, Json][] = []
  for (const name of Object.keys(value)) {
    const shown = change(name, path, '')
    entries.push([shown, mapTexts(value[name] as Json, change, `${path}${pathStep(shown)}`, name)])
  }
  return Object.fromEntries(entries)
}

/** Where findings overlap, the first names what stands there. */
function withoutFindings(text: string, findings: readonly Finding[]): string {
  let shown = ''
  let from = 0
  for (const { what, start, end } of findings.toSorted((a, b) => a.start - b.start)) {
    if (start >= from) shown += `${text.slice(from, start)}[redacted: ${what}]`
    from = Math.max(from, end)
  }
  return shown + text.slice(from)
}
