// `npm run bench`: what the harness costs, each figure beside its aim. `npm run bench -- wire` measures one part.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { benchCompare } from './compare.ts'
import { buildPawl } from './program.ts'
import { benchRecordings } from './recordings.ts'
import { benchScoring } from './scoring.ts'
import { benchStart } from './start.ts'
import { benchTrials } from './trials.ts'
import { benchWire } from './wire.ts'

/** Each gets a folder of its own. */
const BENCHMARKS = new Map<string, (dir: string) => void | Promise<void>>([
  ['start', benchStart],
  ['trials', benchTrials],
  ['wire', benchWire],
  ['recordings', benchRecordings],
  ['scoring', benchScoring],
  ['compare', benchCompare],
])

const chosen = process.argv.length > 2 ? process.argv.slice(2) : [...BENCHMARKS.keys()]
const unknown = chosen.filter((name) => !BENCHMARKS.has(name))
if (unknown.length > 0) {
  console.error(`expected ${[...BENCHMARKS.keys()].join(', ')}, found ${unknown.join(', ')}`)
  process.exit(2)
}
buildPawl()
const dir = mkdtempSync(join(tmpdir(), 'pawl-bench-'))
try {
  for (const name of chosen) await BENCHMARKS.get(name)?.(mkdtempSync(join(dir, `${name}-`)))
} finally {
  rmSync(dir, { recursive: true, force: true })
}
