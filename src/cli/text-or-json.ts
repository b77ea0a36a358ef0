import { resolve } from 'node:path'
import type { Io } from './io.ts'
import { usage } from './options.ts'
import { writeText } from './reporting.ts'

type Form = 'terminal' | 'json'

export interface DataTarget {
  readonly form: Form
  /** `null` for standard output. */
  readonly path: string | null
}

/** `name` or `name=path` of commands that are no run: they are read by people or by programs, and by nothing else. */
export function dataTargets(requests: readonly string[]): readonly DataTarget[] {
  const targets = requests.map((request): DataTarget => {
    const [name = '', ...rest] = request.split('=')
    if (name !== 'terminal' && name !== 'json')
      throw usage(`expected the reporter terminal or json, found ${JSON.stringify(name)}`)
    return { form: name, path: rest.length === 0 ? null : rest.join('=') }
  })
  if (targets.filter(({ path }) => path === null).length > 1)
    throw usage(
      'expected one reporter for standard output, found several',
      'Give one a file: --reporter json=out.json',
    )
  return targets
}

/** Files first. What people read is shown unless something else goes to standard output. */
export function writeData(
  texts: Readonly<Record<Form, () => string>>,
  targets: readonly DataTarget[],
  io: Pick<Io, 'cwd' | 'stdout'>,
): void {
  for (const { form, path } of targets) if (path !== null) writeText(resolve(io.cwd, path), texts[form]())
  const shown = targets.find(({ path }) => path === null)?.form ?? 'terminal'
  io.stdout.write(texts[shown]())
}
