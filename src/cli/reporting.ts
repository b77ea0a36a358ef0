import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { messageOf, PawlError } from '../errors.ts'
import { type Reporter, reporters, type SuiteReport } from '../report/index.ts'
import { nearest } from '../suite/suggest.ts'
import { type Io, wantsColor } from './io.ts'
import { usage } from './options.ts'

export interface ReportTarget {
  readonly reporter: Reporter
  /** `null` for standard output. */
  readonly path: string | null
}

/** `name` or `name=path`, repeatable. The terminal's report is shown unless another goes to standard output. */
export function reportTargets(requests: readonly string[], cwd: string): ReportTarget[] {
  const targets = requests.map((request) => {
    const [name = '', ...rest] = request.split('=')
    return { reporter: findReporter(name), path: rest.length === 0 ? null : resolve(cwd, rest.join('=')) }
  })
  const toStdout = targets.filter(({ path }) => path === null)
  if (toStdout.length > 1) {
    throw usage(
      `${toStdout.map(({ reporter }) => reporter.name).join(' and ')} cannot both go to standard output`,
      'Give one a file: --reporter json=out.json',
    )
  }
  return toStdout.length === 1 ? targets : [{ reporter: findReporter('terminal'), path: null }, ...targets]
}

function findReporter(name: string): Reporter {
  const reporter = reporters.get(name)
  if (reporter) return reporter
  const near = nearest(name, reporters.keys())
  throw usage(
    `there is no reporter ${JSON.stringify(name)}; expected one of ${[...reporters.keys()].join(', ')}`,
    near === null ? undefined : `Did you mean ${near}?`,
  )
}

const DEFAULT_WIDTH = 100

/** Writes the reports, and next to each run its summary. Throws `output-unwritable`. */
export async function writeReports(
  reports: readonly SuiteReport[],
  targets: readonly ReportTarget[],
  io: Io,
): Promise<void> {
  for (const { runDir, summary } of reports) {
    writeText(join(runDir, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`)
  }
  // Files first: what cannot be written is known before anything says that all is well.
  const inOrder = [...targets].sort((a, b) => Number(a.path === null) - Number(b.path === null))
  for (const { reporter, path } of inOrder) {
    const text = await reporter.render(reports, {
      color: path === null && wantsColor(io.stdout, io.env),
      width: Math.max(60, path === null ? (io.stdout.columns ?? DEFAULT_WIDTH) : DEFAULT_WIDTH),
      cwd: io.cwd,
      command: io.command,
    })
    if (path === null) io.stdout.write(text)
    else writeText(path, text)
  }
}

/** Throws `output-unwritable`. */
export function writeText(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  } catch (error) {
    throw new PawlError('output-unwritable', `the report ${path} cannot be written: ${messageOf(error)}`, {
      cause: error,
    })
  }
}
