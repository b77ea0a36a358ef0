import { lastWord } from '../trajectory/index.ts'
import type { Ended } from './process.ts'

/** `exit code 1: TypeError: …`, to stand after "ended with". */
export function describeEnd({ exitCode, signal }: Ended, stderr: string): string {
  const how = signal === null ? `exit code ${exitCode ?? 'unknown'}` : `signal ${signal}`
  const said = lastWord(stderr)
  return said === '' ? how : `${how}: ${said}`
}
