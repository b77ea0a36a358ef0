import { wrap } from '../report/width.ts'
import type { Command } from './command.ts'
import { commands } from './commands.ts'
import type { OptionSpec } from './options.ts'

export function programHelp(): string {
  const width = Math.max(...[...commands.keys()].map((name) => name.length))
  const lines = [...commands].map(([name, { about }]) => `  ${name.padEnd(width)}  ${about}`)
  return `pawl keeps an LLM agent from slipping backwards.

Usage: pawl <command> [options]

${lines.join('\n')}

pawl <command> --help shows the options of a command and an example; pawl --version the version.
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
  const list = rows.map(({ left, about }) => optionText(left.padEnd(width), about)).join('\n')
  const optionsPart = rows.length === 0 ? '' : `Options:\n${list}\n\n`
  return `${about}\n\nUsage: ${`pawl ${name} ${synopsis}`.trimEnd()}\n\n${optionsPart}Example:\n  ${example}\n`
}

const WIDTH = 100

/** Wrapped in its own column. */
function optionText(left: string, about: string): string {
  const [first = '', ...rest] = wrap(about, WIDTH - left.length - 4)
  return [`  ${left}  ${first}`, ...rest.map((line) => ' '.repeat(left.length + 4) + line)].join('\n')
}

function leftOf(option: string, { value, multiple }: OptionSpec): string {
  return `--${option}${value === undefined ? '' : ` ${value}`}${multiple ? ' …' : ''}`
}
