import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { openGateway } from '../../src/model/gateway.ts'
import type { KnownValues, Responder } from '../../src/model/responder.ts'
import type { CommandAgent, MockTools } from '../../src/suite/types.ts'
import { commandTarget } from '../../src/target/command.ts'
import { createReaper } from '../../src/target/reaper.ts'
import type { OutsideOptions } from '../../src/target/stage.ts'
import type { Target } from '../../src/target/types.ts'
import { answered, type Wired, wired } from '../model/build.ts'
import { type World, world } from './build.ts'

export const AGENTS = join(import.meta.dirname, 'agents')

/** A folder that lasts as long as the test. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'pawl-test-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** What the agents of a run share, for the length of a test. */
export async function outside(more: Partial<OutsideOptions> = {}): Promise<OutsideOptions> {
  const gateway = await openGateway()
  const reaper = createReaper()
  onTestFinished(async () => {
    await gateway.close()
    reaper.close()
  })
  return { gateway, reaper, env: process.env, ...more }
}

export const agentOf = (argv: readonly string[], more: Partial<CommandAgent> = {}): CommandAgent => ({
  kind: 'command',
  argv,
  workspace: null,
  cwd: AGENTS,
  home: 'inherit',
  env: {},
  passEnv: [],
  input: argv.some((word) => word.includes('${input}')) ? 'argument' : 'stdin',
  output: { kind: 'text' },
  io: 'once',
  tools: null,
  sources: [],
  ...more,
})

export async function command(agent: CommandAgent, options?: OutsideOptions): Promise<Target> {
  const target = await commandTarget(agent, options ?? (await outside()))
  onTestFinished(() => target.close())
  return target
}

export interface OutsideWorld extends World {
  readonly known: KnownValues
  readonly abort: (reason: unknown) => void
}

/** A trial whose model answers as told, and that can be aborted. */
export function trialOf(
  respond: Responder['respond'] = () => answered(),
  tools: MockTools = {},
): OutsideWorld {
  const known: Record<string, string> = {}
  const trial = world(tools, { know: (values) => void Object.assign(known, values) })
  const model: Wired = wired(respond)
  const controller = new AbortController()
  return {
    ...trial,
    ...model,
    environment: {
      ...trial.environment,
      wire: model.wire,
      signal: controller.signal,
      fault: trial.environment.fault,
    },
    faults: trial.faults,
    known,
    abort: (reason) => controller.abort(reason),
  }
}

/** One message to a new trial of the agent. */
export async function say(agent: CommandAgent, message: string, trial = trialOf()): Promise<string> {
  const session = await (await command(agent)).open(trial.environment)
  try {
    return (await session.send(message)).text
  } finally {
    await session.close()
  }
}

/** Waits for what another process does; fails the test by its timeout. */
export async function until<T>(look: () => T | null | false | undefined): Promise<T> {
  for (;;) {
    const found = look()
    if (found !== null && found !== false && found !== undefined) return found
    await delay(10)
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  return !isZombie(pid)
}

/** Dead, and nobody has asked how: where there is no init that does. */
function isZombie(pid: number): boolean {
  try {
    return /^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

/** The numbers that family.mjs wrote. */
export const familyIn = (file: string): Promise<number[]> =>
  until(() => {
    try {
      const pids = readFileSync(file, 'utf8').split(' ').map(Number)
      return pids.length === 2 && pids
    } catch {
      return null
    }
  })
