import { Composer, type CST, type Document, Lexer, Parser } from 'yaml'
import type { JsonObject } from '../trajectory/index.ts'
import { rangeAt, type Span, type Written, writtenAt } from './positions.ts'
import type { Mistake, Path, Point, Problem } from './problem.ts'
import type { SourceFile } from './source.ts'
import { syntaxMistakes } from './syntax.ts'
import { rangeOf, readValues } from './values.ts'

/** A YAML file that holds one mapping, and where everything in it stands. */
export interface YamlFile {
  readonly source: SourceFile
  readonly value: JsonObject
  /** What is wrong with single values; the rest of the file can still be checked. */
  readonly mistakes: readonly Mistake[]
  range(path: Path, point?: Point): Span
  /** The scalar at a path, aliases followed; `null` where there is none. */
  written(path: Path): Written | null
}

export type YamlReading =
  | { readonly ok: true; readonly file: YamlFile }
  | { readonly ok: false; readonly mistakes: readonly Mistake[] }

/** Far deeper than any suite. The parser recurses over what it reads: thousands of levels would end the process. */
const MAX_DEPTH = 100

const OPTIONS = {
  stringKeys: true,
  uniqueKeys: false,
  resolveKnownTags: false,
  logLevel: 'error',
} as const

export function parseYaml(source: SourceFile): YamlReading {
  const { tokens, tooDeepAt } = tokenize(source.text)
  if (tooDeepAt !== null) {
    const message = `nested more than ${MAX_DEPTH} levels deep`
    return refuse({ code: 'yaml-too-deep', start: tooDeepAt, end: tooDeepAt + 1, message, hint: null })
  }
  const [document, second] = new Composer(OPTIONS).compose(tokens, true, source.text.length)
  if (second) {
    const start = second.range[0]
    const message = 'a second document begins here; a file holds one'
    return refuse({
      code: 'yaml-several-documents',
      start,
      end: start,
      message,
      hint: 'make it a file of its own',
    })
  }
  if (!document || (document.contents === null && document.errors.length === 0)) {
    return refuse({ code: 'file-empty', start: 0, end: 0, message: 'the file is empty', hint: null })
  }
  const refused = [...syntaxMistakes(document, source), ...versionMistakes(document)]
  return refused.length > 0 ? { ok: false, mistakes: refused } : readDocument(source, document)
}

const refuse = (mistake: Mistake): YamlReading => ({ ok: false, mistakes: [mistake] })

function readDocument(source: SourceFile, document: Document.Parsed): YamlReading {
  const root: unknown = document.contents
  const { value, targets, mistakes } = readValues(root)
  // Without its aliases a file says something else than it means; other checks would find follies.
  const misled = mistakes.filter(({ code }) => code === 'yaml-alias' || code === 'yaml-alias-bomb')
  if (misled.length > 0) return { ok: false, mistakes: misled }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const [start, end] = rangeOf(root) ?? [0, 0]
    const message = `expected a mapping of keys to values, found ${Array.isArray(value) ? 'a list' : 'a single value'}`
    return refuse({ code: 'not-a-mapping', start, end, message, hint: null })
  }
  return {
    ok: true,
    file: {
      source,
      value: value as JsonObject,
      mistakes,
      range: (path, point) => rangeAt(root, path, point ?? 'value', targets, source),
      written: (path) => writtenAt(root, path, targets),
    },
  }
}

/** A problem of a file as a mistake at its place. */
export function mistakeAt(file: YamlFile, problem: Problem): Mistake {
  const { start, end } = file.range(problem.path, problem.point)
  return { code: problem.code, start, end, message: problem.message, hint: problem.hint ?? null }
}

interface Tokens {
  readonly tokens: readonly CST.Token[]
  readonly tooDeepAt: number | null
}

function tokenize(text: string): Tokens {
  const parser = new Parser()
  const tokens: CST.Token[] = []
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token)
    if (parser.stack.length > MAX_DEPTH) return { tokens, tooDeepAt: parser.offset - 1 }
  }
  for (const token of parser.end()) tokens.push(token)
  return { tokens, tooDeepAt: null }
}

function versionMistakes({ directives }: Document.Parsed): Mistake[] {
  if (!directives.yaml.explicit || directives.yaml.version === '1.2') return []
  const message = `expected YAML 1.2, found a directive for ${directives.yaml.version}`
  return [{ code: 'yaml-version', start: 0, end: 5, message, hint: 'leave the %YAML line out' }]
}
