import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from './measure.ts'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const PAWL = join(ROOT, 'dist/cli/main.js')

/** What is measured is what is shipped. */
export const buildPawl = (): Buffer =>
  execFileSync(process.execPath, [join(ROOT, '.github/build.ts')], { cwd: ROOT })

/** The program with these arguments. */
export const pawl = (cwd: string, ...args: string[]): Command => ({ args: [PAWL, ...args], cwd })

/** `pawl run` of a suite, its runs under `dir`. */
export const pawlRun = (dir: string, suite: string, trials: number, ...more: string[]): Command => ({
  args: [PAWL, 'run', suite, '--trials', String(trials), '--output', join(dir, 'runs'), ...more],
  cwd: dir,
})

export const run = ({ args, cwd }: Command): Buffer => execFileSync(process.execPath, args, { cwd })
