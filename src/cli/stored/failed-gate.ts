import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const summary = z.object({ exitCode: z.literal(1) })

/** Whether the gate failed a run when it was made; false where its folder does not tell. */
export function failedGate(dir: string): boolean {
  try {
    return summary.safeParse(JSON.parse(readFileSync(join(dir, 'summary.json'), 'utf8'))).success
  } catch {
    return false
  }
}
