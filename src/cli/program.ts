import { relative } from 'node:path'
import { setImmediate, setTimeout } from 'node:timers/promises'
import { messageOf, PawlError } from '../errors.ts'
import { visibleLines } from '../report/index.ts'
import { commands, findCommand } from './commands.ts'
import { formatError } from './error.ts'
import { worstExitCode } from './exit-code.ts'
import { commandHelp, programHelp } from './help.ts'
import type { Io } from './io.ts'
import { splitCommand, usage } from './options.ts'
import { VERSION } from './version.ts'

/** Runs the command line to its end and leaves with its exit code. */
export async function runProgram(process: NodeJS.Process): Promise<void> {
  warnOnce()
  const stdout = takeStdout(process)
  const strayErrors = watchStrayErrors(process)
  const io: Io = {
    cwd: process.cwd(),
    env: process.env,
    stdout,
    stderr: process.stderr,
    // Who never reads it does not pay for it.
    get stdin() {
      return process.stdin
    },
    ...watchInterrupts(process),
    now: () => new Date(),
    strayErrors,
    command: commandName(process),
  }
  const leave = watchExit(process)
  const decided = await execute(process.argv.slice(2), io)
  const exitCode = (await strayErrors()) > 0 ? worstExitCode([decided, 3]) : decided
  // An agent that was left behind may still hold timers or sockets; what is written is flushed first.
  stdout.write('', () => process.stderr.write('', () => leave(exitCode)))
}

function watchInterrupts(process: NodeJS.Process): Pick<Io, 'signal' | 'inForeground'> {
  const interrupt = new AbortController()
  let programs = 0
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (signal === 'SIGINT' && programs > 0) return
      // The second time the user means it.
      if (interrupt.signal.aborted) process.exit(130)
      process.stderr.write('\ninterrupted: finishing what is on record; once more to leave at once\n')
      interrupt.abort(new Error('interrupted'))
    })
  }
  return {
    signal: interrupt.signal,
    async inForeground(program) {
      programs++
      return await program().finally(() => programs--)
    },
  }
}

/** Standard output for the reports alone: what agents in this process print goes to standard error. */
function takeStdout({ stdout, stderr }: NodeJS.Process) {
  const write = stdout.write.bind(stdout)
  stdout.write = stderr.write.bind(stderr)
  return {
    isTTY: stdout.isTTY,
    columns: stdout.columns,
    write: (text: string, done?: () => void) => write(text, 'utf8', done),
  }
}

/** Gives the one way out. An agent that ends the process takes all results with it, which is never green. */
function watchExit(process: NodeJS.Process): (exitCode: number) => never {
  let decided = false
  process.on('exit', (code) => {
    if (decided || code === 130) return
    process.stderr.write('error [stray-exit] the process was ended before the run was, likely by the agent\n')
    process.exitCode = 3
  })
  return (exitCode) => {
    decided = true
    return process.exit(exitCode)
  }
}

/** Time that an agent's leftover timers get to fail in. */
const LEFTOVER_MS = 100

/**
 * An error that nobody catches, thrown by what an agent left running, takes no other trial's result with it; and
 * it never ends in a green run. Gives how many there were since it was asked last.
 */
function watchStrayErrors(process: NodeJS.Process): () => Promise<number> {
  let seen = 0
  const report = (error: unknown) => {
    seen++
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error)
    const lines = visibleLines(what).join('\n')
    process.stderr.write(`error [stray-error] an error that nobody caught, likely the agent's:\n${lines}\n`)
  }
  process.on('uncaughtException', report)
  process.on('unhandledRejection', report)
  return async () => {
    await setImmediate()
    if (process.getActiveResourcesInfo().includes('Timeout')) await setTimeout(LEFTOVER_MS)
    const count = seen
    seen = 0
    return count
  }
}

/** SDKs warn of an old model at every call; the same warning twice tells nobody anything. */
function warnOnce(): void {
  const { warn } = console
  const seen = new Set<unknown>()
  console.warn = (message: unknown, ...rest: unknown[]) => {
    if (seen.has(message)) return
    seen.add(message)
    warn(message, ...rest)
  }
}

/** From its sources it is started by their path; installed, in a project or globally, npx finds it. */
function commandName(process: NodeJS.Process): string {
  const entry = process.argv[1] ?? ''
  return entry.endsWith('.ts') ? `node ${relative(process.cwd(), entry)}` : 'npx pawl'
}

/** One call of the command line. Gives the exit code. */
export async function execute(args: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = args
  try {
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
      io.stdout.write(rest[0] === undefined ? programHelp() : commandHelp(await findCommand(rest[0])))
      return name === undefined ? 2 : 0
    }
    if (name === '--version' || name === '-v') {
      io.stdout.write(`${VERSION}\n`)
      return 0
    }
    if (name.startsWith('-'))
      throw usage(`expected a command before ${name}`, `The commands are ${[...commands.keys()].join(', ')}.`)
    const command = await findCommand(name)
    const { own } = splitCommand(rest)
    if (own.includes('--help') || own.includes('-h')) {
      io.stdout.write(commandHelp(command))
      return 0
    }
    return await command.run(rest, io)
  } catch (error) {
    if (!(error instanceof PawlError)) {
      io.stderr.write(
        `pawl failed, and the mistake is its own: ${error instanceof Error ? error.stack : messageOf(error)}\n`,
      )
      return 3
    }
    io.stderr.write(formatError(error, io))
    return error.exitCode
  }
}
