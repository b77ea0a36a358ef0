import { summaryJsonSchema } from '../gate/index.ts'
import { suiteJsonSchema } from '../suite/index.ts'
import type { Command } from './command.ts'
import { parseArguments, usage } from './options.ts'

const SCHEMAS = { suite: suiteJsonSchema, summary: summaryJsonSchema } as const

/** Prints a JSON Schema: of suites, for editors, or of summary.json, for whoever reads it. */
export const schemaCommand: Command = {
  name: 'schema',
  synopsis: '[suite | summary]      (default: suite)',
  options: {},
  example: 'pawl schema > evals/suite.schema.json',
  async run(args, io) {
    const given = parseArguments(args, {}, 'schema')
    const [name = 'suite', ...more] = given.positionals
    if ((name !== 'suite' && name !== 'summary') || more.length > 0) {
      throw usage(`expected suite or summary, found ${given.positionals.join(' ')}`)
    }
    io.stdout.write(`${JSON.stringify(SCHEMAS[name](), null, 2)}\n`)
    return 0
  },
}
