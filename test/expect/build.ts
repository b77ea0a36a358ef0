import { type Expected, investigate, parseExpectation, scoreTrial } from '../../src/expect/index.ts'
import type { ExpectationScore, Means, TrialScore } from '../../src/expect/types.ts'
import { type Measures, measure } from '../../src/model/measure.ts'
import { priceTable } from '../../src/model/prices.ts'
import type {
  End,
  Json,
  ModelCall,
  ToolCall,
  Trajectory,
  TrajectoryEvent,
  Usage,
} from '../../src/trajectory/index.ts'

/** Events as a test writes them, in one turn unless they say otherwise. */
export function user(content: string, turn = 1, atMs: number | null = null): TrajectoryEvent {
  return { type: 'user_turn', turn, atMs, content, played: true }
}

export function call(name: string, input: Json = {}, more: Partial<ToolCall> = {}): ToolCall {
  return {
    type: 'tool_call',
    turn: 1,
    atMs: null,
    id: null,
    name,
    input,
    result: 'done',
    status: 'ok',
    latencyMs: null,
    ...more,
  }
}

export const TOKENS: Usage = {
  inputTokens: 100,
  outputTokens: 20,
  cacheReadTokens: 0,
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
}

export function answer(text: string, more: Partial<ModelCall> = {}): ModelCall {
  return {
    type: 'model_call',
    turn: 1,
    atMs: null,
    actor: 'agent',
    attempt: 1,
    request: null,
    model: 'claude-sonnet-4-5',
    response: { role: 'assistant', content: [{ type: 'text', text }], stop_reason: 'end_turn' },
    failure: null,
    usage: TOKENS,
    latencyMs: 500,
    ttftMs: null,
    fault: null,
    ...more,
  }
}

export function reply(text: string, turn = 1, atMs: number | null = null): TrajectoryEvent {
  return { type: 'reply', turn, atMs, text, stopReason: 'end_turn' }
}

export function final(text: string, turn = 1): TrajectoryEvent {
  return { type: 'final_output', turn, atMs: null, text, stopReason: 'end_turn' }
}

/** A trial of one turn that ends in this answer, after these events. */
export function said(text: string, before: readonly TrajectoryEvent[] = []): Trajectory {
  return trial([user('hello'), ...before, answer(text), reply(text), final(text)])
}

export function trial(events: readonly TrajectoryEvent[], end: End = { kind: 'completed' }): Trajectory {
  const provenance = { source: 'script', sample: 's', evidence: 'fixed', recordedAt: null } as const
  return { case: 'c', trial: 0, attempt: 1, provenance, events, latencyMs: 1200, computeMs: null, end }
}

/** An item of YAML as the loader hands it over; throws with the messages of what is wrong. */
export function expected(item: unknown, turn: number | null = null): Expected {
  const result = parseExpectation(item)
  if (!result.ok) throw new Error(result.issues.map(({ message }) => message).join('\n'))
  const { name, spec, grading } = result
  return { name, spec, grading, turn, line: 1, column: 1 }
}

export function score(
  items: readonly unknown[],
  trajectory: Trajectory,
  measures: Measures = measuresOf(trajectory),
  minScore: number | null = null,
): TrialScore {
  return scoreTrial(trajectory, { expect: items.map((item) => expected(item)), minScore }, measures)
}

export function measuresOf(trajectory: Trajectory): Measures {
  return measure(trajectory, priceTable(), null)
}

/** What one item finds in a trial. */
export function find(item: unknown, trajectory: Trajectory, turn: number | null = null): ExpectationScore {
  const { expectations } = scoreTrial(
    trajectory,
    { expect: [expected(item, turn)], minScore: null },
    measuresOf(trajectory),
  )
  const [only] = expectations
  if (only === undefined) throw new Error('nothing was scored')
  return only
}

/** What one item finds in a trial after all was asked and run that it needs. */
export async function findOut(
  item: unknown,
  trajectory: Trajectory,
  means: Means,
  turn: number | null = null,
): Promise<ExpectationScore> {
  const criteria = { expect: [expected(item, turn)], minScore: null }
  const measures = measuresOf(trajectory)
  const findings = await investigate(trajectory, criteria, measures, means)
  const [only] = scoreTrial(trajectory, criteria, measures, findings).expectations
  if (only === undefined) throw new Error('nothing was scored')
  return only
}

/** `holds: …`, `fails: …` or `unknown: …`: verdict and reason in one line. */
export function verdict(item: unknown, trajectory: Trajectory, turn: number | null = null): string {
  const { holds, reason, unknown } = find(item, trajectory, turn)
  return `${unknown ? 'unknown' : holds ? 'holds' : 'fails'}: ${reason}`
}

/** The mistakes in an item: `code at path: message`. */
export function mistakes(item: unknown): readonly string[] {
  const result = parseExpectation(item)
  if (result.ok) return []
  return result.issues.map(({ code, path, message }) => `${code} at ${path.join('.') || '.'}: ${message}`)
}
