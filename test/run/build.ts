import { join } from 'node:path'
import { type Expected, parseExpectation } from '../../src/expect/index.ts'
import type { TrialResult } from '../../src/expect/types.ts'
import type { Script, ScriptReply } from '../../src/model/script.ts'
import { type Asking, type FinishedRun, type RunOptions, readRun, runSuite } from '../../src/run/index.ts'
import type { AgentRef, Case, Suite } from '../../src/suite/index.ts'
import type { ContentBlock, Trajectory } from '../../src/trajectory/index.ts'
import { caseOf, suiteOf } from '../gate/build.ts'
import { temporaryFolder } from '../model/recording/build.ts'
import { file } from '../target/build.ts'

export { caseOf, suiteOf }

/** A reply of a script: text or tool calls, at a price and with a time of its own. */
export const reply = (
  content: string | readonly ContentBlock[],
  more: Partial<ScriptReply> = {},
): ScriptReply => ({
  content: typeof content === 'string' ? [{ type: 'text', text: content }] : content,
  stopReason: typeof content === 'string' ? 'end_turn' : 'tool_use',
  model: null,
  usage: {
    inputTokens: 1000,
    outputTokens: 100,
    cacheReadTokens: 0,
    cacheWrite5mTokens: 0,
    cacheWrite1hTokens: 0,
  },
  latencyMs: 500,
  ttftMs: null,
  ...more,
})

export const script = (...replies: readonly ScriptReply[]): Script => ({ variants: [{ weight: 1, replies }] })

export const contains = (text: string): Expected => {
  const parsed = parseExpectation({ contains: text })
  if (!parsed.ok) throw new Error('contains takes a text')
  const { name, spec, grading } = parsed
  return { name, spec, grading, turn: null, line: 1, column: 1 }
}

export const referenceAgent = (
  yaml = 'tools: [{ name: find }]',
): Extract<AgentRef, { kind: 'reference' }> => ({
  kind: 'reference',
  path: file('agent.yaml', `model: claude-opus-5\n${yaml}\n`),
})

export const moduleAgent = (code: string): AgentRef => ({ kind: 'module', path: file('agent.mjs', code) })

/** A request's body that a provider would take, as JSON. */
export const ASKED = JSON.stringify({
  model: 'claude-opus-5',
  max_tokens: 9,
  messages: [{ role: 'user', content: 'hi' }],
})

/** An agent that asks the model once by its own means and says what came back, or that nothing did. */
export const ASKING = `export default async ({ input, fetch, baseUrl }) => {
  const body = JSON.stringify({ model: 'claude-opus-5', max_tokens: 9, messages: [{ role: 'user', content: input }] })
  const response = await fetch(baseUrl + '/v1/messages', { method: 'POST', body }).catch(() => null)
  const reply = await response?.json()
  return reply?.content?.[0].text ?? 'no answer'
}`

export const NOW = new Date('2026-11-21T10:00:00.123Z')

export type RunOptionsOver = Partial<RunOptions>

export function optionsFor(over: RunOptionsOver = {}): RunOptions {
  return {
    selection: { cases: [], tags: [], trial: null, trials: null, only: null },
    responses: 'script',
    upstream: null,
    seed: 1,
    concurrency: 4,
    outputDir: join(temporaryFolder(), 'runs'),
    resume: null,
    signal: new AbortController().signal,
    env: {},
    now: () => NOW,
    version: '0.0.0',
    command: 'npx pawl',
    onTrial: () => {},
    strict: false,
    realTime: false,
    faults: [],
    budget: null,
    retryPauseMs: 0,
    ...over,
  }
}

/** Nobody is asked. */
export const asking = (over: Partial<Asking> = {}): Asking => ({
  judges: null,
  concurrency: 4,
  seed: 1,
  budget: null,
  signal: new AbortController().signal,
  env: {},
  now: () => NOW,
  command: 'npx pawl',
  retryPauseMs: 0,
  ...over,
})

export const run = (suite: Suite, over: Partial<RunOptions> = {}): Promise<FinishedRun> =>
  runSuite(suite, optionsFor(over))

export interface OneTrial {
  readonly trajectory: Trajectory
  readonly result: TrialResult
}

/** Runs a suite of one case and one trial, and reads the trial back from the journal. */
export async function runOne(
  agent: AgentRef,
  item: Partial<Case> = {},
  { suite = {}, ...over }: Partial<RunOptions> & { readonly suite?: Partial<Suite> } = {},
): Promise<OneTrial> {
  const { dir, results } = await run(suiteOf([caseOf('one', item)], { agent, trials: 1, ...suite }), over)
  const trajectory = readRun(dir).entries.at(-1)?.trajectory
  const [result] = results
  if (!trajectory || !result) throw new Error('the trial is not on record')
  return { trajectory, result }
}
