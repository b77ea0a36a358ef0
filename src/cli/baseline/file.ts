import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { messageOf, PawlError } from '../../errors.ts'
import { type Baseline, decodeBaseline, encodeBaseline } from '../../gate/baseline/index.ts'
import { createSecrets, ownSecrets } from '../../secrets/index.ts'
import type { Io } from '../io.ts'
import { writeText } from '../reporting.ts'

/** The baseline in a file; `null` where there is no such file. Throws `baseline-unreadable`. */
export function readBaseline(path: string, { cwd }: Pick<Io, 'cwd'>): Baseline | null {
  if (!existsSync(path)) return null
  const place = relative(cwd, path) || path
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new PawlError('baseline-unreadable', `the baseline ${place} cannot be read: ${messageOf(error)}`, {
      hint: 'Name the file: evals/baselines/<suite>.json.',
      cause: error,
    })
  }
  return decodeBaseline(text, place)
}

/** Writes it as it may be committed: without credentials, be they in the name of a tool. Throws `output-unwritable`. */
export function writeBaseline(path: string, baseline: Baseline, { env }: Pick<Io, 'env'>): void {
  writeText(path, encodeBaseline(createSecrets(ownSecrets(env, [])).redact(baseline).value))
}
