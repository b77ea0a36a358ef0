import { tmpdir } from 'node:os'
import { dirname } from 'node:path'
import type { KnownValues } from '../model/responder.ts'

/** What every agent may see of the machine and of the day; targets add what they give it themselves. */
export function knownValues(suitePath: string, home: string | null, today: string): KnownValues {
  return {
    suite: dirname(suitePath),
    cwd: process.cwd(),
    tmp: tmpdir(),
    today,
    ...(home === null ? {} : { home }),
  }
}

/** YYYY-MM-DD where this machine stands, which is what an agent on it takes for today. */
export function localDay(now: Date): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
}
