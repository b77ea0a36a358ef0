import { suggestion } from '../suite/index.ts'
import type { Command } from './command.ts'
import { importCommand } from './import.ts'
import { initCommand } from './init.ts'
import { lintCommand } from './lint.ts'
import { usage } from './options.ts'
import { runCommand } from './run.ts'
import { schemaCommand } from './schema.ts'
import { scoreCommand } from './score.ts'

/** Every command by name, in the order of the help. */
export const commands: ReadonlyMap<string, Command> = new Map(
  [initCommand, runCommand, lintCommand, importCommand, scoreCommand, schemaCommand].map((command) => [
    command.name,
    command,
  ]),
)

export function findCommand(name: string): Command {
  const command = commands.get(name)
  if (command) return command
  const near = suggestion(name, [...commands.keys()])
  throw usage(
    `pawl has no command ${name}`,
    near === null ? `The commands are ${[...commands.keys()].join(', ')}.` : `Did you mean ${near}?`,
  )
}
