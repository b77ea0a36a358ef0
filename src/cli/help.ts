import type { Command } from './command.ts'
import { commands } from './commands.ts'
import type { OptionSpec } from './options.ts'

export function programHelp(): string {
  const width = Math.max(...[...commands.keys()].map((name) => name.length))
  const lines = [...commands].map(([name, { about }]) => `  ${name.padEnd(width)}  ${about}`)
  return `pawl keeps an LLM agent from slipping backwards.

Usage: pawl <command> [options]

${lines.join('\n')}

pawl <command> --help shows the options of a command and an example.
Exit codes: 0 pass, 1 fail, 2 wrong usage or suite, 3 could not evaluate, 130 interrupted.
`
}

export function commandHelp({ name, synopsis, options, example }: Command): string {
  const about = commands.get(name)?.about
  const rows = Object.entries(options).map(([option, spec]) => ({
    left: leftOf(option, spec),
    about: spec.about,
  }))
  const width = Math.max(0, ...rows.map(({ left }) => left.length))
  const list = rows.map(({ left, about }) => `  ${left.padEnd(width)}  ${about}`).join('\n')
  const optionsPart = rows.length === 0 ? '' : `Options:\n${list}\n\n`
  return `${about}\n\nUsage: ${`pawl ${name} ${synopsis}`.trimEnd()}\n\n${optionsPart}Example:\n  ${example}\n`
}

function leftOf(option: string, { value, multiple }: OptionSpec): string {
  return `--${option}${value === undefined ? '' : ` ${value}`}${multiple ? ' …' : ''}`
}
