import { join } from 'node:path'
import { compare } from './measure.ts'
import { pawlRun } from './program.ts'
import { writeSuite } from './suites.ts'
import { printProcesses } from './table.ts'

const RUNS = 10

/** What a user waits for who runs one case: loading, mostly. */
export async function benchStart(dir: string): Promise<void> {
  const suite = writeSuite(join(dir, 'one'), 1, { stream: false })
  const commands = { 'node -e 0': { args: ['-e', '0'], cwd: dir }, 'pawl run': pawlRun(dir, suite, 1) }
  const start = await compare(commands, RUNS)
  const aim = 2 * start['node -e 0'].wallMs + 120
  printProcesses('One scripted case, start to exit', start, [
    `aim: 2 × node -e 0 + 120 ms = ${aim.toFixed(0)} ms`,
  ])
}
