import { setTimeout as delay } from 'node:timers/promises'
import { PawlError } from '../errors.ts'
import type { HttpAgent } from '../suite/types.ts'
import { describeEnd } from './ending.ts'
import { agentEnvironment } from './environment.ts'
import { type RunningProcess, startProcess } from './process.ts'
import { send } from './request.ts'
import type { OutsideOptions } from './stage.ts'

export type Start = NonNullable<HttpAgent['start']>

/** A service of the run's own. */
export interface Service {
  /** How it ended, with what it said last; `null` where it still runs a moment after it broke a connection. */
  ended(): Promise<string | null>
  close(): Promise<void>
}

const POLL_MS = 100
/** Connections break before the system tells that a process is gone. */
const DYING_MS = 500

/** Starts the service and waits until it answers. Throws `agent-unloadable`. */
export async function startService(start: Start, options: OutsideOptions): Promise<Service> {
  if (await answers(start.ready)) {
    throw unready(`something answers at ${start.ready} before it was started`, {
      hint: 'End that program: it may be another version of the agent. Or leave `start` out.',
    })
  }
  const running = await startProcess({
    argv: start.argv,
    cwd: start.cwd,
    env: environmentOf(start, options),
    reaper: options.reaper,
    onStderr: (piece) => options.onStderr?.(null, piece.toString('utf8')),
  })
  running.stdin.end()
  const service: Service = {
    async ended() {
      const ended = await Promise.race([running.ended, delay(DYING_MS, null, { ref: false })])
      return ended && describeEnd(ended, running.stderr())
    },
    close: async () => void (await running.kill()),
  }
  await untilReady(start, service, running)
  return service
}

const environmentOf = ({ env, passEnv }: Start, { gateway, env: from }: OutsideOptions) =>
  agentEnvironment({ from, passEnv, env, gateway: gateway.origin })

async function untilReady(start: Start, service: Service, running: RunningProcess): Promise<void> {
  const deadline = performance.now() + start.timeoutMs
  while (!(await answers(start.ready))) {
    const ended = await Promise.race([running.ended, delay(POLL_MS, null)])
    if (ended) {
      const how = describeEnd(ended, running.stderr())
      throw unready(`it ended before it answered at ${start.ready}, with ${how}`)
    }
    if (performance.now() > deadline) {
      await service.close()
      const said = running.stderr().trim().slice(-1000)
      const more = said === '' ? '' : `; it said: ${said}`
      throw unready(`it did not answer at ${start.ready} in ${start.timeoutMs} ms${more}`, {
        hint: 'Set `ready` to an address that it answers, or a longer `timeout`.',
      })
    }
  }
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
