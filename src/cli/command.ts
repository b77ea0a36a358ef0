import type { Io } from './io.ts'
import type { OptionSpecs } from './options.ts'

/** One command: what `--help` shows of it, and what it does. */
export interface Command {
  readonly name: string
  /** What follows the name: `[SUITE…] [options]`. */
  readonly synopsis: string
  readonly options: OptionSpecs
  /** A call that works as it stands, after `pawl init`. */
  readonly example: string
  /** Gives the exit code. Throws PawlError. */
  run(args: readonly string[], io: Io): Promise<number>
}
