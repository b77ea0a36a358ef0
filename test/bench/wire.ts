import { fileURLToPath } from 'node:url'
import { type Command, compare, type Sample } from './measure.ts'
import { printTable } from './table.ts'

const RUNS = 3
const REQUESTS = 2000
const LOAD = fileURLToPath(new URL('./wire-load.ts', import.meta.url))
const WAYS = ['bare server', 'injected fetch', 'gateway', 'msw'] as const
const KINDS = ['json', 'sse'] as const

/** The ways to a played model, client and all, beside a server of node:http that answers with the same bytes. */
export async function benchWire(dir: string): Promise<void> {
  const load = (way: string, kind: string, requests: number): Command => ({
    args: [LOAD, way, kind, String(requests)],
    cwd: dir,
  })
  for (const kind of KINDS) {
    const loads = WAYS.flatMap((way) => [
      [way, load(way, kind, REQUESTS)] as const,
      [`${way}, no request`, load(way, kind, 0)] as const,
    ])
    const samples = await compare(Object.fromEntries(loads), RUNS)
    const spent = (way: string, of: 'wallMs' | 'cpuMs') =>
      (sampleOf(samples, way)[of] - sampleOf(samples, `${way}, no request`)[of]) / REQUESTS
    const rows = WAYS.map((way): [string, string[]] => [
      way,
      [
        (1000 / spent(way, 'wallMs')).toFixed(0),
        `${spent(way, 'cpuMs').toFixed(2)} ms`,
        (spent(way, 'cpuMs') / spent('bare server', 'cpuMs')).toFixed(2),
        `${sampleOf(samples, way).peakMb.toFixed(0)} MB`,
      ],
    ])
    const columns = ['requests/s', 'cpu each', '× bare', 'peak']
    printTable(`${REQUESTS} requests, 8 KB each way, ${kind}`, columns, Object.fromEntries(rows), [
      AIMS[kind],
    ])
  }
}

/** What was measured before the ways were chosen; a gateway may cost what a second server would. */
const AIMS = {
  json: 'aim, CPU each: injected fetch 0.12 ms, bare server 0.6 ms, msw 1.4 to 2.1 ms; gateway 2 × bare',
  sse: 'aim, CPU each: injected fetch 0.25 ms, bare server 0.85 ms, msw 1.6 to 2.4 ms; gateway 2 × bare',
} as const

function sampleOf(samples: Readonly<Record<string, Sample>>, name: string): Sample {
  const sample = samples[name]
  if (sample === undefined) throw new Error(`nothing was measured of ${name}`)
  return sample
}
