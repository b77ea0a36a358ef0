import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { formatDiagnostic, type LoadResult, loadSuite, type Suite } from '../../src/suite/index.ts'

export const LIBRARY = `model: claude-sonnet-4-5
system: You work at the desk of a public library.
tools:
  - name: find_book
  - name: renew_loan
`

/** Writes files into a folder of their own and answers its path. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-suite-'))
  for (const [name, content] of Object.entries({ 'agent.yaml': LIBRARY, ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}

/** Loads a suite that is written here; `x.eval.yaml` is its name. */
export function load(
  text: string | Uint8Array,
  files: Readonly<Record<string, string>> = {},
): Promise<LoadResult> {
  return loadSuite('x.eval.yaml', { cwd: folderWith({ ...files, 'x.eval.yaml': text }) })
}

/** The suite, which must have no diagnostics. */
export async function loaded(
  text: string | Uint8Array,
  files: Readonly<Record<string, string>> = {},
): Promise<Suite> {
  const { suite, diagnostics } = await load(text, files)
  if (suite === null || diagnostics.length > 0)
    throw new Error(diagnostics.map(formatDiagnostic).join('\n\n'))
  return suite
}

/** Diagnostics in a line each: `line:column code`. */
export async function codesOf(
  text: string | Uint8Array,
  files: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  const { diagnostics } = await load(text, files)
  return diagnostics.map(({ span, code }) => `${span.line}:${span.column} ${code}`)
}

/** A suite with these cases. */
export const withCases = (cases: string, head = ''): string =>
  `suite: library-desk\nagent: ./agent.yaml\n${head}cases:\n${cases}`
