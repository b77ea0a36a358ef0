import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import type { Reaper } from './reaper.ts'
import { createTail } from './tail.ts'
import { unstartable } from './unstartable.ts'

export interface ProcessOptions {
  readonly argv: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** Kills the process and all it started. */
  readonly signal?: AbortSignal
  /** Kills them when our own process is killed. */
  readonly reaper?: Reaper
  readonly onStdout?: (piece: Buffer) => void
  readonly onStderr?: (piece: Buffer) => void
}

/** How a process ended. */
export interface Ended {
  readonly exitCode: number | null
  /** The signal that ended it. */
  readonly signal: string | null
}

export interface RunningProcess {
  readonly pid: number
  readonly stdin: Writable
  /** Resolves when it is gone, with all that it started in its group, and its output has been read. */
  readonly ended: Promise<Ended>
  /** The end of what it wrote to stderr, without terminal codes, for a message. */
  stderr(): string
  /** SIGTERM to it and all it started, SIGKILL two seconds later; resolves with `ended`. */
  kill(): Promise<Ended>
}

const KILL_AFTER_MS = 2000
/** A grandchild that left the group may hold the output open for ever. */
const OUTPUT_AFTER_EXIT_MS = 1000

/** Starts a program, never through a shell, in a process group of its own. Throws `agent-unloadable`. */
export async function startProcess(options: ProcessOptions): Promise<RunningProcess> {
  const child = await launched(options)
  const { pid } = child
  const tail = createTail()
  child.stdout.on('data', (piece: Buffer) => options.onStdout?.(piece))
  child.stderr.on('data', (piece: Buffer) => {
    tail.add(piece)
    options.onStderr?.(piece)
  })
  // A program may end, or close its input, before it has read all of it.
  child.stdin.on('error', () => {})
  const ended = endOf(child, options)
  const kill = () => killGroup(child, ended)
  options.signal?.addEventListener('abort', kill, { once: true })
  ended.then(() => options.signal?.removeEventListener('abort', kill))
  if (options.signal?.aborted) kill()
  return { pid, stdin: child.stdin, ended, stderr: () => tail.text(), kill }
}

interface Child extends ChildProcess {
  readonly pid: number
  readonly stdin: Writable
  readonly stdout: Readable
  readonly stderr: Readable
}

async function launched({ argv, cwd, env, reaper }: ProcessOptions): Promise<Child> {
  const [program = '', ...args] = argv
  try {
    const child = spawn(program, args, {
      cwd,
      env: { ...env },
      detached: process.platform !== 'win32',
      stdio: 'pipe',
      windowsHide: true,
    })
    // At once: nothing may come between a process and the one who ends it.
    if (child.pid !== undefined) reaper?.watch(child.pid)
    await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject))
    // An error after that is of a signal that could not be sent: the process is gone.
    child.on('error', () => {})
    return child as Child
  } catch (error) {
    throw unstartable(program, cwd, env, error)
  }
}

function endOf(child: Child, { reaper }: ProcessOptions): Promise<Ended> {
  return new Promise((resolve) => {
    child.once('exit', (exitCode, signal) => {
      // What it leaves behind belongs to the trial too. The group's number cannot be another's yet.
      signalGroup(child.pid, 'SIGKILL')
      reaper?.release(child.pid)
      const timer = setTimeout(() => setImmediate(stopReading, child), OUTPUT_AFTER_EXIT_MS)
      timer.unref()
      child.once('close', () => {
        clearTimeout(timer)
        resolve({ exitCode, signal })
      })
    })
  })
}

function stopReading({ stdout, stderr }: Child): void {
  stdout.destroy()
  stderr.destroy()
}

function killGroup(child: Child, ended: Promise<Ended>): Promise<Ended> {
  // Once it has exited its number may be another's.
  if (isRunning(child)) {
    signalGroup(child.pid, 'SIGTERM')
    const timer = setTimeout(() => isRunning(child) && signalGroup(child.pid, 'SIGKILL'), KILL_AFTER_MS)
    timer.unref()
    ended.then(() => clearTimeout(timer))
  }
  return ended
}

const isRunning = ({ exitCode, signalCode }: ChildProcess): boolean =>
  exitCode === null && signalCode === null

function signalGroup(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore' }).on('error', () => {})
    return
  }
  try {
    process.kill(-pid, signal)
  } catch {
    // ESRCH: nobody is left in the group.
  }
}
