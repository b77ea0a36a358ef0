import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** One run of a whole process. */
export interface Sample {
  readonly wallMs: number
  /** User and system time of the process. */
  readonly cpuMs: number
  readonly peakMb: number
}

/** `node ...args` in a folder. */
export interface Command {
  readonly args: readonly string[]
  readonly cwd: string
}

const PROBE = fileURLToPath(new URL('./probe.mjs', import.meta.url))

/** Runs it to its end. Throws when it does not exit 0. */
async function measure({ args, cwd }: Command): Promise<Sample> {
  const start = performance.now()
  const child = spawn(process.execPath, ['--import', PROBE, ...args], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  })
  let report = ''
  let stderr = ''
  child.stdio[3]?.on('data', (piece: Buffer) => (report += piece))
  child.stderr?.on('data', (piece: Buffer) => (stderr += piece))
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve))
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${code}: ${stderr}`)
  const wallMs = performance.now() - start
  return { wallMs, ...(JSON.parse(report) as { cpuMs: number; peakMb: number }) }
}

/** Medians of several runs of each command, taken in turn so that the machine's drift touches all alike. */
export async function compare<Name extends string>(
  commands: Readonly<Record<Name, Command>>,
  runs: number,
): Promise<Record<Name, Sample>> {
  const names = Object.keys(commands) as Name[]
  const samples = new Map<Name, Sample[]>(names.map((name) => [name, []]))
  for (let run = -1; run < runs; run++) {
    for (const name of names) {
      const sample = await measure(commands[name])
      // The first round warms the disk and the compile cache.
      if (run >= 0) samples.get(name)?.push(sample)
    }
  }
  const medians = names.map((name) => [name, medianOf(samples.get(name) ?? [])])
  return Object.fromEntries(medians) as Record<Name, Sample>
}

function medianOf(samples: readonly Sample[]): Sample {
  const middle = (pick: (sample: Sample) => number) =>
    samples.map(pick).sort((a, b) => a - b)[Math.floor(samples.length / 2)] ?? Number.NaN
  return {
    wallMs: middle(({ wallMs }) => wallMs),
    cpuMs: middle(({ cpuMs }) => cpuMs),
    peakMb: middle(({ peakMb }) => peakMb),
  }
}
