// Starts the real program as a user would: a process of its own, in a folder of its own.
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { onTestFinished } from 'vitest'

export const ROOT = join(import.meta.dirname, '../..')
export const MAIN = join(ROOT, 'src/cli/main.ts')

/** Past this the process is killed, and the test fails with what it wrote until then. */
const DEADLINE_MS = 60_000

export type Environment = Readonly<Record<string, string>>

export interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Started {
  readonly process: ChildProcess
  /** What it has written by now. */
  readonly output: Readonly<Record<'stdout' | 'stderr', string>>
  readonly done: Promise<Finished>
}

/** A new empty folder with these files in it; gone when the test is over. */
export function folder(files: Readonly<Record<string, string>> = {}): string {
  const dir = mkdtempSync(join(tmpdir(), 'pawl-e2e-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  for (const [path, text] of Object.entries(files)) write(dir, path, text)
  return dir
}

export function write(dir: string, path: string, text: string): void {
  mkdirSync(dirname(join(dir, path)), { recursive: true })
  writeFileSync(join(dir, path), text)
}

/** Nothing of the developer's machine but where programs and the home are: no key, no colour, no CI. */
const environment = (env: Environment): NodeJS.ProcessEnv => ({
  PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
  HOME: process.env['HOME'],
  ...env,
})

export function start(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Environment = {},
  more: Pick<SpawnOptions, 'detached'> & { readonly stdin?: 'pipe' } = {},
): Started {
  const { stdin = 'ignore', ...options } = more
  const stdio = [stdin, 'pipe', 'pipe'] as const
  const child = spawn(command, args, { cwd, env: environment(env), ...options, stdio: [...stdio] })
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      output[name] += text
    })
  }
  const killer = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MS)
  const done = new Promise<Finished>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      clearTimeout(killer)
      resolve({ code, ...output })
    })
  })
  return { process: child, output, done }
}

/** `pawl …args`, from the sources. */
export const pawl = (cwd: string, args: readonly string[], env: Environment = {}): Promise<Finished> =>
  start(process.execPath, [MAIN, ...args], cwd, env).done

/** How commands begin that are shown to who started pawl in this folder. */
export const commandIn = (dir: string): string => `node ${relative(dir, MAIN)}`

/** What a user pastes into a shell, `pawl` standing for this program. */
export function shell(cwd: string, line: string, env: Environment = {}): Promise<Finished> {
  const asFunction = `pawl() { '${process.execPath}' '${MAIN}' "$@"; }`
  return start('bash', ['-c', `${asFunction}\n${line}`], cwd, env).done
}

/** The run folders of a suite, oldest first. */
export const runFolders = (dir: string, output = '.pawl/runs'): string[] =>
  readdirSync(join(dir, output))
    .sort()
    .map((name) => join(dir, output, name))

/** The whole lines of a run's journal; empty while there is none. */
export function journalLines(dir: string): string[] {
  try {
    const [run = ''] = runFolders(dir)
    return readFileSync(join(run, 'trials.jsonl'), 'utf8').split('\n').slice(0, -1)
  } catch {
    return []
  }
}

/** A service on this machine; gives its address. */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
