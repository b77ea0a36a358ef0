import { mkdtempSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { compare } from './measure.ts'
import { pawlRun, ROOT, run } from './program.ts'
import { writeSuite } from './suites.ts'
import { printProcesses } from './table.ts'

const RUNS = 5
const CASES = 100
const TRIALS = 100

/** What the harness adds to ten thousand trials of one turn, beside the same model calls without it. */
export async function benchTrials(dir: string): Promise<void> {
  const json = writeSuite(join(dir, 'json'), CASES, { stream: false })
  const stream = writeSuite(join(dir, 'stream'), CASES, { stream: true })
  for (const suite of [json, stream]) record(dir, suite)
  const bare = await bareLoop(dir)
  const loop = (kind: string) => ({ args: [bare, String(CASES), String(TRIALS), kind], cwd: dir })
  const samples = await compare(
    {
      'scripted, JSON': pawlRun(dir, json, TRIALS),
      'replayed, JSON': pawlRun(dir, json, TRIALS, '--responses', 'replay'),
      'bare loop over the SDK, JSON': loop('json'),
      'scripted, streaming': pawlRun(dir, stream, TRIALS),
      'replayed, streaming': pawlRun(dir, stream, TRIALS, '--responses', 'replay'),
      'bare loop over the SDK, streaming': loop('stream'),
    },
    RUNS,
  )
  const ratios = (['JSON', 'streaming'] as const).map((kind) => {
    const base = samples[`bare loop over the SDK, ${kind}`].cpuMs
    const [scripted, replayed] = [samples[`scripted, ${kind}`].cpuMs, samples[`replayed, ${kind}`].cpuMs]
    return `CPU against the bare loop, ${kind}: scripted ${(scripted / base).toFixed(2)}, replayed ${(replayed / base).toFixed(2)}`
  })
  const aim = 'aim, JSON: 1.8 s, 200 MB, CPU at most 1.5 × the bare loop'
  printProcesses(`${CASES} cases × ${TRIALS} trials, one turn`, samples, [...ratios, aim])

  const wide = writeSuite(join(dir, 'wide'), CASES * TRIALS, { stream: false })
  const once = await compare({ 'scripted, JSON': pawlRun(dir, wide, 1) }, RUNS)
  printProcesses('10,000 cases × 1 trial in one suite', once)
}

/** A scripted run serves as the live model: its journal is played as the upstream of the recordings. */
function record(dir: string, suite: string): void {
  const source = mkdtempSync(join(dir, 'source-'))
  run(pawlRun(source, suite, TRIALS))
  const [upstream = ''] = readdirSync(join(source, 'runs'))
  run(pawlRun(dir, suite, TRIALS, '--responses', 'record', '--upstream', join(source, 'runs', upstream)))
}

/** Bundled as the harness is, so that both pay the same for loading. */
async function bareLoop(dir: string): Promise<string> {
  const outfile = join(dir, 'bare-loop.mjs')
  await build({
    entryPoints: [join(ROOT, 'test/bench/bare-loop.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'error',
  })
  return outfile
}
