import type { Ended } from './process.ts'

const MAX_LINES = 5
const MAX_CHARACTERS = 1000

/** `exit code 3: <the last lines of stderr>`, to stand after "ended with". */
export function describeEnd({ exitCode, signal }: Ended, stderr: string): string {
  const how = signal === null ? `exit code ${exitCode ?? 'unknown'}` : `signal ${signal}`
  const said = lastLines(stderr)
  return said === '' ? how : `${how}: ${said}`
}

/** In one line: what a traceback comes to stands at its end. */
function lastLines(text: string): string {
  const lines = text.split(/[\r\n]+/).map((line) => line.trim())
  const last = lines.filter((line) => line !== '').slice(-MAX_LINES)
  return last.join(' | ').slice(-MAX_CHARACTERS)
}
