import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createRandom, deriveSeed } from '../../src/model/random.ts'
import { stratifiedTest } from '../../src/stats/index.ts'
import { type Command, compare } from './measure.ts'
import { pawl, pawlRun, run } from './program.ts'
import { drawCounts, drawRates, PUBLISHED } from './stats/population.ts'
import { writeSuite } from './suites.ts'
import { printProcesses, printTable } from './table.ts'

const RUNS = 5

/** What it costs to hold runs against each other, and a run against a baseline. */
export async function benchCompare(dir: string): Promise<void> {
  benchTest()
  const deep = storedRuns(join(dir, 'deep'), 100, 100)
  const wide = storedRuns(join(dir, 'wide'), 10_000, 1)
  const stored = await compare(
    { '100 cases × 100 trials': deep.compare, '10,000 cases × 1 trial': wide.compare },
    RUNS,
  )
  printProcesses('pawl compare, two runs', stored, ['aim: 1 s'])
  const runs = await compare(
    {
      '100 × 100 without a baseline': deep.run('none'),
      '100 × 100 with a baseline of 10,000': deep.run('baseline'),
      '10,000 × 1 without a baseline': wide.run('none'),
      '10,000 × 1 with a baseline of 10,000': wide.run('baseline'),
    },
    RUNS,
  )
  printProcesses('pawl run', runs)
}

interface Stored {
  readonly compare: Command
  run(against: 'none' | 'baseline'): Command
}

/** Two runs of a suite whose cases fail at times, and the baseline of the first. */
function storedRuns(dir: string, cases: number, trials: number): Stored {
  const suite = writeSuite(dir, cases, { stream: false, varied: true })
  const made = (seed: number): string => {
    const output = join(dir, `seed-${seed}`)
    mkdirSync(output)
    run(pawlRun(output, suite, trials, '--seed', String(seed)))
    return join(output, 'runs', readdirSync(join(output, 'runs'))[0] ?? '')
  }
  const [before, now] = [made(1), made(2)]
  const baseline = join(dir, 'baseline.json')
  run(pawl(dir, 'baseline', 'update', before, '--output', baseline))
  return {
    compare: pawl(dir, 'compare', before, now),
    run: (against) =>
      pawlRun(dir, suite, trials, '--seed', '3', ...(against === 'none' ? [] : ['--baseline', baseline])),
  }
}

/** The exact test alone, warm: the median of many. */
function benchTest(): void {
  const random = createRandom(deriveSeed(1))
  const times = Array.from({ length: 60 }, () => {
    const rates = drawRates(PUBLISHED, 200, random)
    const [before, now] = [drawCounts(rates, 20, random), drawCounts(rates, 20, random)]
    const strata = now.flatMap((candidate, index) => {
      const baseline = before[index]
      return baseline === undefined ? [] : [{ candidate, baseline }]
    })
    const start = performance.now()
    stratifiedTest(strata, 'below')
    return performance.now() - start
  })
  const median = times.toSorted((a, b) => a - b)[times.length / 2] ?? Number.NaN
  const cells = [`${times[0]?.toFixed(1)} ms`, `${median.toFixed(1)} ms`]
  printTable('Exact stratified test', ['first', 'median'], { '200 cases × 20 trials': cells }, ['aim: 20 ms'])
}
