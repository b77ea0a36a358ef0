import type { ProgressStream } from '../report/index.ts'

/** The world as a command sees it. */
export interface Io {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdout: ProgressStream
  readonly stderr: ProgressStream
  readonly stdin: NodeJS.ReadableStream
  /** Aborted when the user interrupts. */
  readonly signal: AbortSignal
  /** Runs a program in the foreground: meanwhile an interrupt from the keyboard is for that program, and not for us. */
  readonly inForeground: <T>(program: () => Promise<T>) => Promise<T>
  readonly now: () => Date
  /**
   * Waits for what agents may have left behind, and says how many errors nobody caught since the last time.
   */
  readonly strayErrors: () => Promise<number>
  /** How the user started pawl, for the commands that are shown. */
  readonly command: string
}

/** Whether to colour what goes to this stream. NO_COLOR and FORCE_COLOR come before what the stream is. */
export function wantsColor(stream: ProgressStream, env: Io['env']): boolean {
  if (env['NO_COLOR']) return false
  const forced = env['FORCE_COLOR']
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  return stream.isTTY === true && env['TERM'] !== 'dumb'
}
