import type { Diagnostic } from '../errors.ts'
import { CODES } from './codes.ts'
import { codeFrame } from './frame.ts'
import { printable } from './printable.ts'
import type { Mistake } from './problem.ts'
import type { SourceFile } from './source.ts'

/** Gathers the mistakes of a suite and the files it names; one mistake at one place is told once. */
export interface Collector {
  add(source: SourceFile, mistakes: readonly Mistake[]): void
  readonly hasErrors: boolean
  /** Those of the file that came first, then those of the next, each from top to bottom. */
  list(): Diagnostic[]
}

export function createCollector(): Collector {
  const files = new Map<string, Map<string, Diagnostic>>()
  let hasErrors = false
  return {
    add(source, mistakes) {
      const known = files.get(source.display) ?? new Map<string, Diagnostic>()
      files.set(source.display, known)
      for (const mistake of mistakes) {
        const key = `${mistake.code} ${mistake.start} ${mistake.message}`
        if (known.has(key)) continue
        known.set(key, diagnosticOf(source, mistake))
        hasErrors ||= CODES[mistake.code].severity === 'error'
      }
    },
    get hasErrors() {
      return hasErrors
    },
    list: () => [...files.values()].flatMap((known) => withoutEchoes([...known.values()]).sort(byPlace)),
  }
}

/** A warning about what is an error already says nothing new. */
function withoutEchoes(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const place = ({ span }: Diagnostic): string => `${span.line}:${span.column}`
  const errors = new Set(diagnostics.filter(({ severity }) => severity === 'error').map(place))
  return diagnostics.filter((each) => each.severity === 'error' || !errors.has(place(each)))
}

const byPlace = (a: Diagnostic, b: Diagnostic): number =>
  a.span.line - b.span.line || a.span.column - b.span.column

/** A place of several lines is underlined on its first. */
function diagnosticOf(source: SourceFile, mistake: Mistake): Diagnostic {
  const { line, column } = source.place(mistake.start)
  const rest = (source.line(line) ?? '').trimEnd().length - (column - 1)
  const length = Math.max(1, Math.min(mistake.end - mistake.start, rest))
  return {
    code: mistake.code,
    severity: CODES[mistake.code].severity,
    message: shown(mistake.message),
    hint: mistake.hint === null ? null : shown(mistake.hint),
    span: { file: source.display, line, column, length },
    frame: codeFrame(source, line, column, length),
  }
}

const MAX_SHOWN = 600

function shown(text: string): string {
  return printable(text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text)
}

/** A diagnostic as plain text: position, code and message, the lines around it, and what to do. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { span, severity, code, message, frame, hint } = diagnostic
  const lines = [`${span.file}:${span.line}:${span.column} ${severity} ${code}: ${message}`, frame]
  if (hint !== null) lines.push(`  hint: ${hint}`)
  return lines.join('\n')
}
