import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { messageOf, PawlError } from '../errors.ts'
import type { Renderer } from '../report/index.ts'
import { nearest } from '../suite/suggest.ts'
import { type Io, wantsColor } from './io.ts'
import { usage } from './options.ts'

/** A form of what a command says, and where it goes. */
export interface Target<Subject> {
  readonly reporter: Renderer<Subject>
  /** `null` for standard output. */
  readonly path: string | null
}

export type Renderers<Subject> = ReadonlyMap<string, Renderer<Subject>>

/** `name` or `name=path`, repeatable. The terminal's form is shown unless another goes to standard output. */
export function targetsOf<Subject>(
  requests: readonly string[],
  renderers: Renderers<Subject>,
  cwd: string,
): readonly Target<Subject>[] {
  const targets = requests.map((request) => {
    const [name = '', ...rest] = request.split('=')
    const path = rest.length === 0 ? null : resolve(cwd, rest.join('='))
    return { reporter: findRenderer(name, renderers), path }
  })
  const toStdout = targets.filter(({ path }) => path === null)
  if (toStdout.length > 1) {
    throw usage(
      `${toStdout.map(({ reporter }) => reporter.name).join(' and ')} cannot both go to standard output`,
      'Give one a file: --reporter json=out.json',
    )
  }
  if (toStdout.length === 1) return targets
  return [{ reporter: findRenderer('terminal', renderers), path: null }, ...targets]
}

function findRenderer<Subject>(name: string, renderers: Renderers<Subject>): Renderer<Subject> {
  const found = renderers.get(name)
  if (found) return found
  const near = nearest(name, renderers.keys())
  throw usage(
    `there is no reporter ${JSON.stringify(name)}; expected one of ${[...renderers.keys()].join(', ')}`,
    near === null ? undefined : `Did you mean ${near}?`,
  )
}

const DEFAULT_WIDTH = 100

/** Throws `output-unwritable`. */
export async function writeTargets<Subject>(
  subject: Subject,
  targets: readonly Target<Subject>[],
  io: Io,
): Promise<void> {
  // Files first: what cannot be written is known before anything says that all is well.
  const inOrder = [...targets].sort((a, b) => Number(a.path === null) - Number(b.path === null))
  for (const { reporter, path } of inOrder) {
    const text = await reporter.render(subject, {
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
    throw new PawlError('output-unwritable', `${path} cannot be written: ${messageOf(error)}`, {
      cause: error,
    })
  }
}
