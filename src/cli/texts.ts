import { resolve } from 'node:path'
import type { Io } from './io.ts'
import { usage } from './options.ts'
import { writeText } from './reporting.ts'

/** Where a command that has forms of its own, rather than reports of suites, writes one of them. */
export interface TextTarget<Form extends string> {
  readonly form: Form
  /** `null` for standard output. */
  readonly path: string | null
}

/** `form` or `form=path`, repeatable. The first form goes to standard output unless another does. Throws `usage`. */
export function textTargets<Form extends string>(
  requests: readonly string[],
  forms: readonly [Form, ...Form[]],
): readonly TextTarget<Form>[] {
  const targets = requests.map((request) => targetOf(request, forms))
  const toStdout = targets.filter(({ path }) => path === null)
  if (toStdout.length > 1) {
    throw usage(
      `${toStdout.map(({ form }) => form).join(' and ')} cannot both go to standard output`,
      `Give one a file: --reporter ${forms[1] ?? forms[0]}=out.txt`,
    )
  }
  return toStdout.length === 1 ? targets : [{ form: forms[0], path: null }, ...targets]
}

function targetOf<Form extends string>(request: string, forms: readonly Form[]): TextTarget<Form> {
  const [name = '', ...rest] = request.split('=')
  const form = forms.find((each) => each === name)
  if (form !== undefined) return { form, path: rest.length === 0 ? null : rest.join('=') }
  const listed = `${forms.slice(0, -1).join(', ')} or ${forms.at(-1)}`
  throw usage(`expected the reporter ${listed}, found ${JSON.stringify(name)}`)
}

/** Files first: what cannot be written is known before anything is shown. Throws `output-unwritable`. */
export function writeTexts<Form extends string>(
  targets: readonly TextTarget<Form>[],
  textOf: (target: TextTarget<Form>) => string,
  io: Io,
): void {
  const inOrder = targets.toSorted((a, b) => Number(a.path === null) - Number(b.path === null))
  for (const target of inOrder) {
    if (target.path === null) io.stdout.write(textOf(target))
    else writeText(resolve(io.cwd, target.path), textOf(target))
  }
}
