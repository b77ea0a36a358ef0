// `npm run bench`: what the harness costs, as whole processes, medians of several runs taken in turn.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { compare, type Sample } from './measure.ts'
import { writeSuite } from './suites.ts'

const RUNS = 5
const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const PAWL = join(ROOT, 'dist/cli/main.js')
const dir = mkdtempSync(join(tmpdir(), 'pawl-bench-'))

const row = (name: string, { wallMs, cpuMs, peakMb }: Sample): string =>
  `  ${name.padEnd(44)}${`${wallMs.toFixed(0)} ms`.padStart(10)}${`${cpuMs.toFixed(0)} ms`.padStart(10)}${`${peakMb.toFixed(0)} MB`.padStart(9)}`

function print(title: string, rows: readonly string[]): void {
  console.log(
    `\n${title.padEnd(46)}${'wall'.padStart(10)}${'cpu'.padStart(10)}${'peak'.padStart(9)}\n${rows.join('\n')}`,
  )
}

const runs = (suite: string, trials: number, ...more: string[]) => ({
  args: [PAWL, 'run', suite, '--trials', String(trials), '--output', join(dir, 'runs'), ...more],
  cwd: dir,
})

/** The bare loop, bundled as the harness is, so that both pay the same for loading. */
async function bareLoop(): Promise<string> {
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

try {
  execFileSync(process.execPath, [join(ROOT, '.github/build.ts')], { cwd: ROOT, stdio: 'inherit' })
  const one = writeSuite(join(dir, 'one'), 1, { stream: false })
  const json = writeSuite(join(dir, 'json'), 100, { stream: false })
  const stream = writeSuite(join(dir, 'stream'), 100, { stream: true })
  const wide = writeSuite(join(dir, 'wide'), 10_000, { stream: false })
  const bare = await bareLoop()

  const start = await compare({ node: { args: ['-e', '0'], cwd: dir }, one: runs(one, 1) }, RUNS * 2)
  print('One scripted case, start to exit', [row('node -e 0', start.node), row('pawl run', start.one)])
  const aim = 2 * start.node.wallMs + 120
  console.log(`  aim: within 2 × node -e 0 + 120 ms = ${aim.toFixed(0)} ms`)

  // A scripted run serves as the live model: its journal is played as the upstream of the recordings.
  execFileSync(
    process.execPath,
    [PAWL, 'run', json, '--trials', '100', '--output', join(dir, 'source-json')],
    { cwd: dir },
  )
  execFileSync(
    process.execPath,
    [PAWL, 'run', stream, '--trials', '100', '--output', join(dir, 'source-stream')],
    { cwd: dir },
  )
  for (const [suite, source] of [
    [json, 'source-json'],
    [stream, 'source-stream'],
  ] as const) {
    const [upstream = ''] = (await import('node:fs')).readdirSync(join(dir, source))
    const args = [
      PAWL,
      'run',
      suite,
      '--trials',
      '100',
      '--responses',
      'record',
      '--upstream',
      join(dir, source, upstream),
      '--output',
      join(dir, 'runs'),
    ]
    execFileSync(process.execPath, args, { cwd: dir })
  }

  const many = await compare(
    {
      'scripted, JSON': runs(json, 100),
      'replayed, JSON': runs(json, 100, '--responses', 'replay'),
      'bare loop over the SDK, JSON': { args: [bare, '100', '100', 'json'], cwd: dir },
      'scripted, streaming': runs(stream, 100),
      'replayed, streaming': runs(stream, 100, '--responses', 'replay'),
      'bare loop over the SDK, streaming': { args: [bare, '100', '100', 'stream'], cwd: dir },
    },
    RUNS,
  )
  print(
    '100 cases × 100 trials, one turn, two expectations',
    Object.entries(many).map(([name, sample]) => row(name, sample)),
  )
  const ratio = (name: keyof typeof many, base: keyof typeof many) =>
    (many[name].cpuMs / many[base].cpuMs).toFixed(2)
  console.log('  aim, JSON: 1.8 s, 200 MB, CPU at most 1.5 × the bare loop')
  for (const kind of ['JSON', 'streaming'] as const) {
    const base = `bare loop over the SDK, ${kind}` as const
    console.log(
      `  CPU against the bare loop, ${kind}: scripted ${ratio(`scripted, ${kind}`, base)}, replayed ${ratio(`replayed, ${kind}`, base)}`,
    )
  }

  const cases = await compare({ 'scripted, JSON': runs(wide, 1) }, RUNS)
  print(
    '10,000 cases × 1 trial in one suite',
    Object.entries(cases).map(([name, sample]) => row(name, sample)),
  )
} finally {
  rmSync(dir, { recursive: true, force: true })
}
