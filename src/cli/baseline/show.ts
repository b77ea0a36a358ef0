import { existsSync, globSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { baselineTable } from '../../report/baseline/table.ts'
import { breakCommands } from '../../report/sanitize.ts'
import type { Io } from '../io.ts'
import { type ParsedArguments, usage } from '../options.ts'
import { readBaseline } from './file.ts'

const DEFAULT_FILES = 'evals/**/baselines/*.json'

/** A table a baseline. */
export async function showBaselines(given: ParsedArguments, io: Io): Promise<number> {
  const { positionals } = given
  const files = positionals.length > 0 ? positionals : globSync(DEFAULT_FILES, { cwd: io.cwd }).sort()
  if (files.length === 0) {
    throw usage(`there is no baseline here (${DEFAULT_FILES})`, 'Make one: pawl baseline update')
  }
  const tables = files.map((file) => {
    const path = resolve(io.cwd, file)
    const baseline = existsSync(path) ? readBaseline(path, io) : null
    if (baseline === null) throw usage(`there is no baseline ${file}`, 'Make one: pawl baseline update')
    return baselineTable(relative(io.cwd, path), baseline).join('\n')
  })
  io.stdout.write(breakCommands(`${tables.join('\n\n')}\n`))
  return 0
}
