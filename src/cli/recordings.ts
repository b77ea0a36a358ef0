import { nearest } from '../suite/suggest.ts'
import type { Command } from './command.ts'
import type { Io } from './io.ts'
import { type OptionSpecs, type ParsedArguments, parseArguments, usage } from './options.ts'
import { SELECTING } from './run-options.ts'

interface Part {
  readonly options: OptionSpecs
  readonly load: () => Promise<(given: ParsedArguments, io: Io) => Promise<number>>
}

const { trials } = SELECTING
const dryRun = { about: 'prune: show what would be removed, and remove nothing' }
const against = { value: 'REV', about: 'diff: the commit to compare with (default HEAD)' }

/** What can be done with recordings; a new one is a file and an entry here. */
const parts: ReadonlyMap<string, Part> = new Map<string, Part>(
  Object.entries({
    list: { options: SELECTING, load: async () => (await import('./recordings/list.ts')).listRecordings },
    check: { options: SELECTING, load: async () => (await import('./recordings/check.ts')).checkRecordings },
    prune: {
      options: { trials, 'dry-run': dryRun },
      load: async () => (await import('./recordings/prune.ts')).pruneRecordings,
    },
    diff: { options: { against }, load: async () => (await import('./recordings/diff.ts')).diffRecordings },
  }),
)

export const recordingsCommand: Command = {
  name: 'recordings',
  synopsis: `${[...parts.keys()].join('|')} [SUITE…] [options]      (default: evals/**/*.eval.yaml)`,
  options: { ...SELECTING, 'dry-run': dryRun, against },
  example: 'pawl recordings list evals/hello.eval.yaml',
  async run([name = '', ...args], io) {
    const part = parts.get(name)
    if (!part) throw unknownPart(name)
    const run = await part.load()
    return await run(parseArguments(args, part.options, `recordings ${name}`), io)
  },
}

function unknownPart(name: string) {
  const names = [...parts.keys()]
  const near = nearest(name, names)
  return usage(
    `expected ${names.join(', ')} after recordings, found ${name === '' ? 'nothing' : JSON.stringify(name)}`,
    near === null ? 'pawl recordings check evals/hello.eval.yaml' : `Did you mean ${near}?`,
  )
}
