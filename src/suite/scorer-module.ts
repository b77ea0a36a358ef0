import { hash } from 'node:crypto'
import type { Locate } from './agent-paths.ts'
import { nearbyFile } from './nearby.ts'
import type { Problem } from './problem.ts'
import { NO_SUCH_FILE, readSource } from './source.ts'

/** `export default …`, `export { x as default }`, and what CommonJS has. Code is looked at here and never run. */
const DEFAULT_EXPORT = /\bexport\s+default\b|\bas\s+default\b|\bmodule\.exports\b|\bexports\.default\b/

/** What is wrong with a module whose default export is called; paths begin at the module. */
export function checkModule(reference: string, locate: Locate): Problem[] {
  const { path, display } = locate(reference)
  const reading = readSource(path, display)
  const code = 'scorer-unreadable'
  if (!reading.ok) {
    const hint = reading.reason === NO_SUCH_FILE ? nearbyFile(path, reference) : null
    return [{ code, path: [], message: `cannot read the scorer ${display}: ${reading.reason}`, hint }]
  }
  if (DEFAULT_EXPORT.test(reading.source.text)) return []
  const message = `the scorer ${display} has no default export`
  return [{ code, path: [], message, hint: 'write  export default (trial) => trial.output !== null' }]
}

/** What a module says: another text is another scorer. `null` where it cannot be read. */
export function moduleHash(reference: string, locate: Locate): string | null {
  const { path, display } = locate(reference)
  const reading = readSource(path, display)
  return reading.ok ? hash('sha256', reading.source.text, 'hex').slice(0, 16) : null
}
