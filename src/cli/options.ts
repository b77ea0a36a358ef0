import { resolve } from 'node:path'
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { PawlError } from '../errors.ts'
import { parsePercent, parsePoints } from '../expect/units.ts'
import { nearest } from '../suite/suggest.ts'

/** An option of a command, as it is parsed and as `--help` shows it. */
export interface OptionSpec {
  /** What stands for its value in the help; without one it is a flag. */
  readonly value?: string
  readonly multiple?: boolean
  readonly about: string
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>

export interface ParsedArguments {
  readonly positionals: readonly string[]
  /** The last value given; `null` when the option is absent. */
  one(name: string): string | null
  all(name: string): readonly string[]
}

/** Arguments of ours, and behind `--` those of a program to start; `null` where there is none. */
export function splitCommand(args: readonly string[]): {
  readonly own: readonly string[]
  readonly program: readonly string[] | null
} {
  const at = args.indexOf('--')
  return at === -1 ? { own: args, program: null } : { own: args.slice(0, at), program: args.slice(at + 1) }
}

/** Reads a command's arguments. Throws `usage` for what the command does not know. */
export function parseArguments(
  args: readonly string[],
  specs: OptionSpecs,
  command: string,
): ParsedArguments {
  const options: ParseArgsOptionsConfig = {}
  for (const [name, { value }] of Object.entries(specs)) {
    options[name] = {
      type: value === undefined ? 'boolean' : 'string',
      multiple: true,
    }
  }
  const { tokens, positionals } = parseArgs({
    args: [...args],
    options,
    strict: false,
    tokens: true,
    allowPositionals: true,
  })
  const values = new Map<string, string[]>()
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const spec = Object.hasOwn(specs, token.name) ? specs[token.name] : undefined
    if (!spec) throw unknownOption(token.rawName, Object.keys(specs), command)
    values.set(token.name, [
      ...(values.get(token.name) ?? []),
      checkedValue(token.rawName, token.value, spec),
    ])
  }
  return {
    positionals,
    one: (name) => values.get(name)?.at(-1) ?? null,
    all: (name) => values.get(name) ?? [],
  }
}

function checkedValue(rawName: string, value: string | undefined, spec: OptionSpec): string {
  if (spec.value === undefined) {
    if (value !== undefined) throw usage(`${rawName} takes no value, found ${JSON.stringify(value)}`)
    return ''
  }
  if (value === undefined || value === '') throw usage(`${rawName} needs a value: ${rawName} ${spec.value}`)
  return value
}

function unknownOption(rawName: string, names: readonly string[], command: string): PawlError {
  const near = nearest(rawName.replace(/^-+/, ''), names)
  return usage(
    `pawl ${command} has no option ${rawName}`,
    near === null ? `pawl ${command} --help lists its options.` : `Did you mean --${near}?`,
  )
}

export const usage = (message: string, hint?: string): PawlError =>
  new PawlError('usage', message, hint === undefined ? {} : { hint })

/** A path that an option names, absolute. */
export const pathOf = (path: string | null, { cwd }: { readonly cwd: string }): string | null =>
  path === null ? null : resolve(cwd, path)

/** A whole number of at least `least`. */
export function wholeNumber(text: string | null, option: string, least: number): number | null {
  if (text === null) return null
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= least && Number.isSafeInteger(value)) return value
  throw usage(`--${option} needs a whole number of at least ${least}, found ${JSON.stringify(text)}`)
}

/** An amount of money: `$2`, `$0.50` or the bare number. */
export function dollars(text: string | null, option: string): number | null {
  if (text === null) return null
  const [, amount] = /^\$?(\d+(?:\.\d+)?)$/.exec(text) ?? []
  if (amount !== undefined && Number(amount) > 0) return Number(amount)
  throw usage(`--${option} needs an amount of dollars such as $2 or $0.50, found ${JSON.stringify(text)}`)
}

/** A part of the whole, as a share of 1: `80%`. Both ends of the range, in percent, are outside of it. */
export function percentage(
  text: string | null,
  option: string,
  { above, below, example }: { readonly above: number; readonly below: number; readonly example: string },
): number | null {
  if (text === null) return null
  const share = parsePercent(text)
  if (share !== null && share > above / 100 && share < below / 100) return share
  throw usage(
    `--${option} needs a percentage above ${above}% and below ${below}%, such as ${example}, found ${JSON.stringify(text)}`,
  )
}

/** A distance between shares, as a share of 1: `5pp`. */
export function percentagePoints(text: string | null, option: string): number | null {
  if (text === null) return null
  const share = parsePoints(text)
  if (share !== null && share > 0 && share <= 1) return share
  throw usage(
    `--${option} needs percentage points above 0pp, up to 100pp, such as 5pp, found ${JSON.stringify(text)}`,
  )
}

/** One of a few words. */
export function oneOf<T extends string>(text: string | null, option: string, words: readonly T[]): T | null {
  if (text === null) return null
  const found = words.find((word) => word === text)
  if (found !== undefined) return found
  const near = nearest(text, words)
  throw usage(
    `--${option} needs one of ${words.join(', ')}, found ${JSON.stringify(text)}`,
    near === null ? undefined : `Did you mean ${near}?`,
  )
}
