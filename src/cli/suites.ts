import { existsSync, globSync, statSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { type Diagnostic, PawlError } from '../errors.ts'
import { checkAssertionTexts } from '../gate/check.ts'
import { checkAssertions } from '../gate/index.ts'
import { type AgentFile, type LoadResult, loadSuite, type Suite } from '../suite/index.ts'
import { usage } from './options.ts'

const SUITE_FILES = '**/*.eval.yaml'
const DEFAULT_FOLDER = 'evals'

export interface LoadedSuites {
  readonly suites: readonly Suite[]
  /** Warnings, and errors where the caller asked to have them. */
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Loads suites with every mistake in them, those of their assertions included.
 * @param agent taken for the own one of each
 */
export async function loadSuites(
  paths: readonly string[],
  cwd: string,
  agent?: AgentFile,
): Promise<LoadedSuites> {
  const files = suiteFiles(paths, cwd)
  const readings = await Promise.all(files.map((file) => readSuite(file, cwd, agent)))
  const loaded = readings.flatMap((reading) => (reading instanceof PawlError ? [] : [reading]))
  const suites = loaded.flatMap(({ suite }) => suite ?? [])
  const diagnostics = loaded.flatMap(diagnosticsOf)
  requireReadable(readings, diagnostics)
  requireDistinctNames(suites, diagnostics)
  return { suites, diagnostics }
}

async function readSuite(
  file: string,
  cwd: string,
  agent: AgentFile | undefined,
): Promise<LoadResult | PawlError> {
  try {
    return await loadSuite(file, { cwd, ...(agent === undefined ? {} : { agent }) })
  } catch (error) {
    if (error instanceof PawlError) return error
    throw error
  }
}

/** What is wrong with the others is told all the same. */
function requireReadable(
  readings: readonly (LoadResult | PawlError)[],
  diagnostics: readonly Diagnostic[],
): void {
  const unreadable = readings.filter((reading) => reading instanceof PawlError)
  const [first] = unreadable
  if (first === undefined) return
  const all = unreadable.map(({ message }) => message).join('; ')
  throw new PawlError(first.code, all, { diagnostics, cause: first })
}

/** Those of the suite file from top to bottom, its assertions among them; then those of the files it names. */
function diagnosticsOf({ suite, assertions, diagnostics }: LoadResult): readonly Diagnostic[] {
  const asserted = suite === null ? checkAssertionTexts(assertions) : checkAssertions(suite).diagnostics
  const isOwn = ({ span }: Diagnostic): boolean => span.file === assertions.displayPath
  const own = [...diagnostics.filter(isOwn), ...asserted]
  own.sort((a, b) => a.span.line - b.span.line || a.span.column - b.span.column)
  return [...own, ...diagnostics.filter((diagnostic) => !isOwn(diagnostic))]
}

/** The suites to run. Throws `suite-invalid` with all diagnostics when any of them is an error. */
export async function requireSuites(
  paths: readonly string[],
  cwd: string,
  agent?: AgentFile,
): Promise<LoadedSuites> {
  const loaded = await loadSuites(paths, cwd, agent)
  const errors = loaded.diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw mistakes(loaded.diagnostics, errors.length)
  return loaded
}

/** The one suite at a path. Throws `usage` for a folder of several. */
export async function requireSuite(path: string, cwd: string): Promise<Suite> {
  const { suites } = await requireSuites([path], cwd)
  const [suite, ...more] = suites
  if (suite !== undefined && more.length === 0) return suite
  throw usage(`expected one suite at ${path}, found ${suites.length}`)
}

export function mistakes(diagnostics: readonly Diagnostic[], errors: number): PawlError {
  const files = new Set(diagnostics.map(({ span }) => span.file))
  return new PawlError(
    'suite-invalid',
    `${errors} ${errors === 1 ? 'mistake' : 'mistakes'} in ${[...files].join(', ')}; nothing was run`,
    { diagnostics },
  )
}

function suiteFiles(paths: readonly string[], cwd: string): string[] {
  const asked = paths.length === 0 ? [DEFAULT_FOLDER] : paths
  const files = asked.flatMap((path) => {
    const absolute = resolve(cwd, path)
    if (!existsSync(absolute)) {
      throw new PawlError(
        'suite-unreadable',
        `there is no ${path}${paths.length === 0 ? ' folder here' : ''}`,
        {
          hint:
            paths.length === 0
              ? 'Name a suite, or make a first one: pawl init'
              : 'Name a suite file, or a folder with *.eval.yaml files.',
        },
      )
    }
    return statSync(absolute).isDirectory() ? inFolder(path, absolute) : [absolute]
  })
  return [...new Set(files)].map((file) => relative(cwd, file) || file)
}

function inFolder(path: string, absolute: string): string[] {
  const found = globSync(SUITE_FILES, { cwd: absolute, exclude: (name) => name === 'node_modules' })
  if (found.length > 0) return found.sort().map((file) => resolve(absolute, file))
  throw usage(`${path} has no *.eval.yaml file`, 'Suites end in .eval.yaml; `pawl init` makes a first one.')
}

/** Run folders and reports are named by suite. */
function requireDistinctNames(suites: readonly Suite[], diagnostics: readonly Diagnostic[]): void {
  const byName = Map.groupBy(suites, ({ name }) => name)
  for (const [name, same] of byName) {
    if (same.length > 1) {
      const paths = same.map(({ displayPath }) => displayPath).join(', ')
      throw new PawlError('usage', `${same.length} suites are named ${name}: ${paths}`, {
        hint: 'Give each its own `suite:` name.',
        diagnostics,
      })
    }
  }
}
