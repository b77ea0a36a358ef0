import { relative, resolve } from 'node:path'
import { RE2JS } from 're2js'
import { messageOf } from '../errors.ts'
import { count } from '../report/words.ts'
import { importRun } from '../run/index.ts'
import type { Command } from './command.ts'
import { type OptionSpecs, parseArguments, usage } from './options.ts'
import { RUNS_FOLDER } from './run-options.ts'
import { VERSION } from './version.ts'

const options: OptionSpecs = {
  'tool-error': {
    value: 'PATTERN',
    about: 'tool results that match are errors, where the format has no flag (RE2)',
  },
  model: { value: 'MODEL', about: 'model of the calls, where the transcripts do not name it' },
  output: { value: 'DIR', about: `parent of the run folder (default ${RUNS_FOLDER})` },
}

/** Makes a run of transcripts from elsewhere. */
export const importCommand: Command = {
  name: 'import',
  synopsis: 'FILE.jsonl [options]',
  options,
  example: `echo '{"case":"small-talk","messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello!"}]}' > transcripts.jsonl && pawl import transcripts.jsonl`,
  async run(args, io) {
    const given = parseArguments(args, options, 'import')
    const [file, ...more] = given.positionals
    if (file === undefined || more.length > 0)
      throw usage('expected one file of transcripts', 'pawl import transcripts.jsonl')
    const run = importRun({
      path: resolve(io.cwd, file),
      displayPath: file,
      model: given.one('model'),
      isToolError: errorTest(given.one('tool-error')),
      outputDir: resolve(io.cwd, given.one('output') ?? RUNS_FOLDER),
      env: io.env,
      now: io.now,
      version: VERSION,
    })
    const dir = relative(io.cwd, run.dir)
    io.stdout.write(`imported ${count(run.trials, 'trial')} of ${count(run.cases, 'case')} into ${dir}\n`)
    for (const warning of run.warnings) io.stdout.write(`${warning}\n`)
    io.stdout.write(`judge them: ${io.command} score --suite SUITE ${dir}\n`)
    return 0
  },
}

function errorTest(pattern: string | null): (text: string) => boolean {
  if (pattern === null) return () => false
  try {
    const compiled = RE2JS.compile(pattern)
    return (text) => compiled.matcher(text).find()
  } catch (error) {
    throw usage(`--tool-error needs a regular expression, found ${pattern}: ${messageOf(error)}`)
  }
}
