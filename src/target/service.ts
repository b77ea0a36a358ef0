import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { PawlError } from '../errors.ts'
import type { HttpAgent } from '../suite/types.ts'
import { lastLines } from '../trajectory/index.ts'
import { describeEnd } from './ending.ts'
import { agentEnvironment } from './environment.ts'
import { killOrphans } from './orphans.ts'
import { type RunningProcess, startProcess } from './process.ts'
import { send } from './request.ts'
import type { OutsideOptions } from './stage.ts'
import { createTail, type Tail } from './tail.ts'

export type Start = NonNullable<HttpAgent['start']>

/** A service of the run's own. */
export interface Service {
  /** Resolves when it can be asked: one that has ended is started again. Throws `agent-unloadable`. */
  ready(): Promise<void>
  /** How it ended, with what it said last; `null` where it still runs a moment after it broke a connection. */
  ended(): Promise<string | null>
  /** What it has written to stderr. */
  readonly said: Tail
  /** What the user should know of it. */
  notes(): readonly string[]
  close(): Promise<void>
}

const POLL_MS = 100
/** Connections break before the system tells that a process is gone. */
const DYING_MS = 500
/** Each costs its start; a service that ends this often tells nothing new. */
const MOST_RESTARTS = 20

/** Starts the service and waits until it answers. Throws `agent-unloadable`. */
export async function startService(start: Start, options: OutsideOptions): Promise<Service> {
  if (await answers(start.ready)) {
    throw unready(`something answers at ${start.ready} before it was started`, {
      hint: 'End that program: it may be another version of the agent. Or leave `start` out.',
    })
  }
  const said = createTail()
  const id = randomBytes(12).toString('hex')
  const mark = `PAWL_SERVICE=${id}`
  options.reaper.mark(mark)
  let life = await begin(start, options, { said, id })
  let restarts = 0
  let starting: Promise<void> | null = null

  async function restart(): Promise<void> {
    const how = await life.over
    if (restarts === MOST_RESTARTS) {
      throw unready(`it was started again ${restarts} times, and ended with ${how}`)
    }
    restarts++
    // What it left behind may still hold its port.
    killOrphans(mark)
    life = await begin(start, options, { said, id })
  }

  return {
    said,
    async ready() {
      if (!life.isOver()) return
      starting ??= restart().finally(() => {
        starting = null
      })
      await starting
    },
    ended: () => Promise.race([life.over, delay(DYING_MS, null, { ref: false })]),
    notes: () =>
      restarts === 0
        ? []
        : [
            `the agent's service ended ${restarts === 1 ? 'once' : `${restarts} times`} and was started again`,
          ],
    async close() {
      await life.running.kill()
      killOrphans(mark)
      options.reaper.forget(mark)
    },
  }
}

/** A process of the service, from its start to its end. */
interface Life {
  readonly running: RunningProcess
  /** How it ended. */
  readonly over: Promise<string>
  isOver(): boolean
}

interface Named {
  /** Tells its processes from all others. */
  readonly id: string
  readonly said: Tail
}

async function begin(start: Start, options: OutsideOptions, { id, said }: Named): Promise<Life> {
  const running = await startProcess({
    argv: start.argv,
    cwd: start.cwd,
    env: environmentOf(start, options, id),
    reaper: options.reaper,
    onStderr: said.add,
  })
  running.stdin.end()
  let isOver = false
  const over = running.ended.then((ended) => {
    isOver = true
    return describeEnd(ended, running.stderr())
  })
  const life: Life = { running, over, isOver: () => isOver }
  await untilReady(start, life)
  return life
}

const environmentOf = ({ env, passEnv }: Start, { gateway, env: from }: OutsideOptions, id: string) =>
  agentEnvironment({ from, passEnv, env, gateway: gateway.origin, own: { PAWL_SERVICE: id } })

async function untilReady(start: Start, { running, over }: Life): Promise<void> {
  const deadline = performance.now() + start.timeoutMs
  while (!(await answers(start.ready))) {
    const how = await Promise.race([over, delay(POLL_MS, null)])
    if (how !== null) {
      throw unready(`it ended before it answered at ${start.ready}, with ${how}${itSaid(running)}`)
    }
    if (performance.now() > deadline) {
      await running.kill()
      throw unready(`it did not answer at ${start.ready} in ${start.timeoutMs} ms${itSaid(running)}`, {
        hint: 'Set `ready` to an address that it answers, or a longer `timeout`.',
      })
    }
  }
}

function itSaid(running: RunningProcess): string {
  const lines = lastLines(running.stderr())
  return lines === '' ? '' : `; it said:\n${lines}\n`
}

const unready = (why: string, { hint = 'Run the command by hand to see why.' } = {}): PawlError =>
  new PawlError('agent-unloadable', `the agent's service cannot be used: ${why}`, { hint })

/** Longer than a service that is ready takes for anything; one that accepts and says nothing is asked again. */
const PROBE_MS = 2000

/** Any answer will do, an error's too. */
async function answers(url: string): Promise<boolean> {
  try {
    await send({ url, method: 'GET', headers: {}, body: null, signal: AbortSignal.timeout(PROBE_MS) })
    return true
  } catch {
    return false
  }
}
