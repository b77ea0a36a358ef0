import { nearest } from '../suite/suggest.ts'
import type { Command } from './command.ts'
import type { Io } from './io.ts'
import { type OptionSpecs, type ParsedArguments, parseArguments, usage } from './options.ts'
import { RUNS_FOLDER } from './run-options.ts'

interface Part {
  readonly options: OptionSpecs
  readonly load: () => Promise<(given: ParsedArguments, io: Io) => Promise<number>>
}

const UPDATE: OptionSpecs = {
  suite: { value: 'SUITE', about: 'update: the suite that judges the runs again, such as imported ones' },
  output: { value: 'FILE', about: 'update: the file (default: baselines/<suite>.json beside the suite)' },
  add: { about: 'update: keep the runs that the file has; without it, it is made of the named runs alone' },
  partial: { about: 'update: take runs that are not whole, or had too many errors' },
  runs: {
    value: 'DIR',
    about: `update: where runs are looked for when none is named (default ${RUNS_FOLDER})`,
  },
}

/** What can be done with baselines; a new one is a file and an entry here. */
const parts: ReadonlyMap<string, Part> = new Map<string, Part>(
  Object.entries({
    update: { options: UPDATE, load: async () => (await import('./baseline/update.ts')).updateBaselines },
    show: { options: {}, load: async () => (await import('./baseline/show.ts')).showBaselines },
  }),
)

export const baselineCommand: Command = {
  name: 'baseline',
  synopsis: 'update [RUN…] [options] | show [FILE…]      (default: the newest whole run of each suite)',
  options: UPDATE,
  example: 'pawl run evals/hello.eval.yaml && pawl baseline update',
  async run([name = '', ...args], io) {
    const part = parts.get(name)
    if (!part) throw unknownPart(name)
    const run = await part.load()
    return await run(parseArguments(args, part.options, `baseline ${name}`), io)
  },
}

function unknownPart(name: string) {
  const names = [...parts.keys()]
  const near = nearest(name, names)
  return usage(
    `expected ${names.join(' or ')} after baseline, found ${name === '' ? 'nothing' : JSON.stringify(name)}`,
    near === null ? 'pawl baseline update .pawl/runs/<id>' : `Did you mean ${near}?`,
  )
}
