import type { FaultRule } from '../model/faults/types.ts'
import type { PriceTable } from '../model/prices.ts'
import { type JsonObject, own, type UserContent } from '../trajectory/index.ts'
import type { Locate } from './agent-paths.ts'
import type { AgentTools } from './agent-tools.ts'
import {
  checkMinScore,
  EXPECTING,
  nothingExpected,
  type PlacedExpectation,
  readExpectations,
} from './expectations.ts'
import { type CaseIdentity, hashCase } from './hash.ts'
import { explainIssues } from './issues.ts'
import { lenient } from './lenient.ts'
import { buildMocks, checkMocks, checkReach } from './mocks.ts'
import { joinOutdented } from './outdented.ts'
import type { Written } from './positions.ts'
import { type Path, type Problem, under } from './problem.ts'
import { readReference } from './reference.ts'
import { type CaseFile, looseCase } from './schema.ts'
import { buildScript, checkScript } from './script.ts'
import { mergeStates } from './state.ts'
import { variable } from './template.ts'
import type { AgentRef, Case, Turn } from './types.ts'
import type { Roots } from './world-roots.ts'

/** What a case's checks and hash need to know of its suite. */
export interface CaseContext {
  /** The tools that the agent has; `null` where nobody knows. */
  readonly declared: AgentTools | null
  /** Where nobody knows: those that the suite names; `null` where it names none. */
  readonly named: ReadonlySet<string> | null
  /** `null` where it has mistakes. */
  readonly agent: AgentRef | null
  /** Names of the tools that the suite mocks; `null` where nobody knows. */
  readonly suiteMocks: readonly string[] | null
  /** Identity of the mocks that the suite adds to the case's own. */
  readonly suiteTools: string
  readonly suiteState: JsonObject | null
  /** What is in the world; `null` where the suite has none. */
  readonly roots: Roots | null
  /** The suite's faults, which hit every case. */
  readonly suiteFaults: readonly FaultRule[]
  readonly timeoutMs: number
  readonly prices: PriceTable
  /** A file that the suite names: its absolute path, and how messages call it. */
  readonly locate: Locate
}

/** A case whose lines are still to be looked up. */
export type DraftCase = Omit<Case, 'line' | 'column' | 'expect'> & {
  readonly expect: readonly PlacedExpectation[]
}

export interface CaseReading {
  /** `null` when it has errors. */
  readonly draft: DraftCase | null
  readonly problems: readonly Problem[]
}

/**
 * Checks one case, a table's variables already filled in, and builds it. Paths begin at the case.
 * @param written how the scalar at a path of the case is written
 */
export function readCase(
  raw: JsonObject,
  context: CaseContext,
  written: (path: Path) => Written | null,
): CaseReading {
  const { user, ...rest } = raw
  const parsed = looseCase.safeParse(rest)
  const issues = parsed.error?.issues ?? []
  const mistyped = explainIssues(issues, { schema: looseCase, value: rest, path: [], written })
  const meant = mistyped.flatMap((problem) => problem.meant ?? [])
  const { declared, named, agent, prices, locate, roots } = context
  const turns = turnsIn(rest)
  const surroundings = {
    declared,
    named,
    turns,
    prices,
    locate,
    roots,
    readReference: (name: string) => readReference(locate(name), name),
  }
  const expectations = readExpectations(rest, surroundings, written)
  const problems = [
    ...(user === undefined ? [] : [simulatedUser]),
    ...checkTurns([...Object.keys(raw), ...meant]),
    ...(turns === null ? [] : checkConversation(turns, agent)),
    ...checkParts(parsed.data ?? lenient(looseCase, rest), context),
    ...mistyped,
    ...expectations.problems,
    ...checkMinScore(rest, expectations),
    ...(expectations.stated || meant.some((key) => EXPECTING.includes(key)) ? [] : [nothingExpected]),
  ]
  return {
    draft: parsed.success ? buildCase(parsed.data, expectations, context) : null,
    problems: joinOutdented(problems, rest),
  }
}

function turnsIn(raw: JsonObject): number | null {
  const turns = own(raw, 'turns')
  if (turns === undefined) return own(raw, 'input') === undefined ? null : 1
  return Array.isArray(turns) && turns.length > 0 ? turns.length : null
}

/** Of a module, its exports alone tell whether it holds conversations. */
function checkConversation(turns: number, agent: AgentRef | null): Problem[] {
  const hint = agent === null || turns === 1 ? null : answersOnce(agent)
  if (hint === null) return []
  const message = `the case has ${turns} turns, and the agent answers one message a trial`
  return [{ code: 'turns-unreachable', path: ['turns'], point: 'key', message, hint }]
}

/** What would let it answer more than one message; `null` where it does. */
function answersOnce(agent: AgentRef): string | null {
  switch (agent.kind) {
    case 'command':
      return agent.io === 'jsonl' ? null : 'let it read a line of JSON a turn, and set  io: jsonl'
    case 'http':
      return agent.turns
        ? null
        : `tell its conversations apart: ${variable('conversation')} in its "body", "url" or "headers"`
    case 'reference':
    case 'module':
      return null
  }
}

const simulatedUser: Problem = {
  code: 'unsupported',
  path: ['user'],
  point: 'key',
  message: 'a simulated user comes with a later version; this one plays "input" or "turns"',
}

/** @param keys those of the case, and those that were meant by mistyped ones */
function checkTurns(keys: readonly string[]): Problem[] {
  const given = ['input', 'turns', 'user'].filter((key) => keys.includes(key))
  if (given.length === 0) {
    const message = 'the user says nothing: expected "input" or "turns"'
    return [{ code: 'missing-key', path: ['input'], message }]
  }
  if (!keys.includes('input') || !keys.includes('turns')) return []
  const message = 'a case has either "input" or "turns"'
  const hint = 'make the input the first turn:  turns: [ { user: … } ]'
  return [{ code: 'conflicting-keys', path: ['turns'], point: 'key', message, hint }]
}

type Parts = { readonly [K in 'script' | 'tools' | 'must_pass' | 'known_failing']?: CaseFile[K] | undefined }

function checkParts(parts: Parts, { declared, agent, suiteMocks, roots }: CaseContext): Problem[] {
  const mocked = suiteMocks === null ? null : new Set([...suiteMocks, ...Object.keys(parts.tools ?? {})])
  return [
    ...under(['script'], parts.script ? checkScript(parts.script, { declared, mocked }) : []),
    ...under(['tools'], parts.tools ? checkMocks(parts.tools, declared, roots) : []),
    ...under(['tools'], parts.tools ? checkReach(parts.tools, agent) : []),
    ...(parts.must_pass && parts.known_failing ? [contradiction] : []),
  ]
}

const contradiction: Problem = {
  code: 'conflicting-keys',
  path: ['must_pass'],
  point: 'key',
  message: 'a case that is known to fail cannot be one that must pass',
}

type Stated = ReturnType<typeof readExpectations>

function buildCase(parsed: CaseFile, { expect, items }: Stated, context: CaseContext): DraftCase {
  const turns = turnsOf(parsed)
  const script = parsed.script ? buildScript(parsed.script) : null
  const tools = buildMocks(parsed.tools ?? {})
  const state = parsed.state ?? null
  const timeoutMs = parsed.timeout ?? null
  const known = parsed.known_failing
  const faults = faultsOf(parsed, context)
  const identity = {
    turns,
    expect: items,
    minScore: parsed.min_score,
    script,
    tools: { own: tools, suite: context.suiteTools },
    state: mergeStates(context.suiteState, state),
    timeoutMs: timeoutMs ?? context.timeoutMs,
    faults,
  }
  return {
    id: parsed.id,
    hash: hashCase(identity as unknown as CaseIdentity),
    tags: parsed.tags ?? [],
    turns,
    expect,
    minScore: parsed.min_score ?? null,
    script,
    tools,
    state,
    trials: parsed.trials ?? null,
    timeoutMs,
    knownFailing: known ? { reason: known.reason, until: known.until ?? null } : null,
    mustPass: parsed.must_pass,
    faults,
  }
}

/** An empty list takes the suite's faults away, too. */
function faultsOf({ faults: own }: CaseFile, { suiteFaults }: CaseContext): readonly FaultRule[] {
  return own?.length === 0 ? [] : [...(own ?? []), ...suiteFaults]
}

function turnsOf({ input, turns }: CaseFile): Turn[] {
  const said: readonly UserContent[] = turns?.map(({ user }) => user) ?? (input === undefined ? [] : [input])
  return said.map((user) => ({ user }))
}
