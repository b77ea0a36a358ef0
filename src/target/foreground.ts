import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'
import { unstartable } from './unstartable.ts'

export interface ForegroundOptions {
  readonly argv: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Ends the program by SIGTERM. */
  readonly signal: AbortSignal
}

/**
 * Runs a program on our own terminal, never through a shell, and gives its exit code as a shell would. It stays in our
 * process group, which alone may read from the terminal: what interrupts us interrupts it. Throws `agent-unloadable`.
 */
export async function runForeground({ argv, cwd, env, signal }: ForegroundOptions): Promise<number> {
  const child = await launched(argv, cwd, env)
  const end = () => void child.kill('SIGTERM')
  signal.addEventListener('abort', end)
  if (signal.aborted) end()
  const [exitCode, killedBy] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
  signal.removeEventListener('abort', end)
  return exitCode ?? BY_SIGNAL + (killedBy === null ? 0 : constants.signals[killedBy])
}

/** What a shell adds to the number of the signal that ended a program. */
const BY_SIGNAL = 128

async function launched(
  [program = '', ...args]: readonly string[],
  cwd: string,
  env: ForegroundOptions['env'],
): Promise<ChildProcess> {
  try {
    const child = spawn(program, args, { cwd, env, stdio: 'inherit' })
    await once(child, 'spawn')
    return child
  } catch (error) {
    throw unstartable(program, cwd, env, error)
  }
}
