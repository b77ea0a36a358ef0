import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TrialResult } from '../../src/expect/types.ts'
import { type RunOptions, readRun, runSuite } from '../../src/run/index.ts'
import { loadSuite } from '../../src/suite/index.ts'
import type { Trajectory } from '../../src/trajectory/index.ts'
import { temporaryFolder } from '../model/recording/build.ts'
import { optionsFor } from '../run/build.ts'
import { openUpstream, type Play } from './upstream.ts'

/** Time for what comes from the registry. */
export const INSTALL_MS = 300_000

/** The folder of a client with its packages as the lock file says; installed once. */
export function installed(name: string): string {
  const folder = join(import.meta.dirname, name)
  const lock = readFileSync(join(folder, 'package-lock.json'), 'utf8')
  const stamp = join(folder, 'node_modules', '.pawl-lock.json')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return folder
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'pipe' })
  writeFileSync(stamp, lock)
  return folder
}

/** The interpreter that the agents in Python run with; these tests fail without one. */
export const PYTHON = 'python3'

export function needPython(): void {
  try {
    execFileSync(PYTHON, ['--version'], { stdio: 'pipe' })
  } catch (error) {
    throw new Error('these tests need python3 on the PATH, and found none', { cause: error })
  }
}

export interface World {
  /** Where the suite stands. */
  readonly folder: string
  readonly home: string
}

/** A suite on disk, with a workspace of two files, and a home beside it. */
function newWorld(yaml: string): World {
  const world = { folder: join(temporaryFolder(), 'shop'), home: temporaryFolder() }
  const workspace = join(world.folder, 'workspace')
  mkdirSync(workspace, { recursive: true })
  writeFileSync(join(workspace, 'oslo.txt'), 'Oslo has 4 °C\n')
  writeFileSync(join(workspace, 'rome.txt'), 'Rome has 18 °C\n')
  writeFileSync(join(world.folder, 'suite.eval.yaml'), yaml)
  return world
}

/** The same suite with its recordings on another machine: another folder, another home. */
export function moved({ folder }: World): World {
  const to = { folder: join(temporaryFolder(), 'elsewhere', 'evals'), home: temporaryFolder() }
  cpSync(folder, to.folder, { recursive: true })
  rmSync(join(to.folder, 'runs'), { recursive: true, force: true })
  return to
}

export interface Ran {
  readonly trajectories: readonly Trajectory[]
  readonly results: readonly TrialResult[]
  readonly seconds: number
}

/** Runs the suite that stands there, with nothing of our own environment but the path to programs. */
export async function runIn(
  { folder, home }: World,
  { trials = 1, env = {}, ...over }: Partial<RunOptions> & { readonly trials?: number },
): Promise<Ran> {
  const start = performance.now()
  const { suite, diagnostics } = await loadSuite(join(folder, 'suite.eval.yaml'))
  if (suite === null) throw new Error(JSON.stringify(diagnostics, null, 2))
  const run = await runSuite(
    suite,
    optionsFor({
      env: { PATH: process.env['PATH'], HOME: home, ...env },
      selection: { ...optionsFor().selection, trials },
      outputDir: join(folder, 'runs'),
      concurrency: 2,
      strict: true,
      now: () => new Date(),
      ...over,
    }),
  )
  if (run.failures.length > 0) throw new Error(run.failures.map(({ message }) => message).join('\n'))
  const trajectories = readRun(run.dir).entries.map(({ trajectory }) => trajectory)
  return { trajectories, results: run.results, seconds: (performance.now() - start) / 1000 }
}

/** Makes a world what a test needs, each time anew. */
export type Furnish = (world: World) => void

export interface Recorded extends Ran {
  readonly world: World
  readonly furnish: Furnish
  readonly trajectory: Trajectory
  readonly result: TrialResult
  /** What the provider was sent. */
  readonly requests: Awaited<ReturnType<typeof openUpstream>>['requests']
}

/** Records one trial from a provider that plays, which is gone afterwards. */
export async function record(yaml: string, play: Play, furnish: Furnish = () => {}): Promise<Recorded> {
  const world = newWorld(yaml)
  furnish(world)
  const upstream = await openUpstream(play)
  const ran = await runIn(world, {
    responses: 'record',
    env: { ANTHROPIC_BASE_URL: upstream.origin, OPENAI_BASE_URL: `${upstream.origin}/v1` },
  })
  await upstream.close()
  const [trajectory] = ran.trajectories
  const [result] = ran.results
  if (!trajectory || !result) throw new Error('nothing was recorded')
  return { ...ran, world, trajectory, result, requests: upstream.requests, furnish }
}

/** Replays the recording on two other machines, half of the trials on each. */
export async function replay(
  { world, furnish }: Recorded,
  trials: number,
): Promise<readonly (Ran & { world: World })[]> {
  const runs: (Ran & { world: World })[] = []
  for (const count of [Math.ceil(trials / 2), Math.floor(trials / 2)]) {
    const other = moved(world)
    furnish(other)
    runs.push({ ...(await runIn(other, { responses: 'replay', trials: count })), world: other })
  }
  return runs
}

/** The folder that the harness made for a trial. */
const TRIAL_FOLDER = /\/[^\s"']*\/pawl-\w+(?=\/(?:workspace|home|tmp)\b)/g

/** A text that is another one each time, and what to read instead. */
export type Blur = readonly [RegExp, string]

/** What must be the same wherever and whenever a recording is played: all but the places and the time of day. */
export function whatHappened(
  { events, end }: Trajectory,
  { home, folder }: World,
  blurs: readonly Blur[] = [],
): unknown {
  let text = JSON.stringify({ events: events.map(({ atMs: _, ...event }) => event), end })
  for (const place of new Set(text.match(TRIAL_FOLDER))) {
    text = text
      .replaceAll(place, '<TRIAL>')
      .replaceAll(place.replaceAll(/[^A-Za-z0-9]/g, '-'), '<TRIAL-SLUG>')
  }
  text = text.replaceAll(home, '<HOME>').replaceAll(folder, '<SUITE>')
  for (const [pattern, instead] of blurs) text = text.replaceAll(pattern, instead)
  return JSON.parse(text)
}

/** What a trial costs in money, tokens and the model's time. */
export const priceOf = ({ measures }: TrialResult) => ({
  costUsd: measures.costUsd,
  tokens: measures.tokens,
  inputTokens: measures.inputTokens,
  outputTokens: measures.outputTokens,
  callLatenciesMs: measures.callLatenciesMs,
})

export const modelCalls = ({ events }: Trajectory) => events.filter((event) => event.type === 'model_call')
export const toolCalls = ({ events }: Trajectory) => events.filter((event) => event.type === 'tool_call')
