import { tmpdir } from 'node:os'
import { dirname } from 'node:path'
import type { KnownValues } from '../model/responder.ts'
import type { Suite } from '../suite/index.ts'

/**
 * What every agent of a run may see of the machine and of the day; targets add what they give a trial's agent.
 * @param placed where a path of this machine is for the agent
 */
export function knownValues(
  suite: Suite,
  env: Readonly<Record<string, string | undefined>>,
  now: Date,
  placed: (path: string) => string = (path) => path,
): KnownValues {
  const home = env['HOME']
  return {
    suite: placed(dirname(suite.path)),
    cwd: placed(process.cwd()),
    tmp: tmpdir(),
    today: localDay(now),
    days: [now.toISOString().slice(0, 'YYYY-MM-DD'.length)],
    ...(home === undefined ? {} : { home }),
  }
}

/** YYYY-MM-DD where this machine stands, which is what an agent on it takes for today. */
function localDay(now: Date): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
}
