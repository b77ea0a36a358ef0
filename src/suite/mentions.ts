import type { Mention } from '../expect/index.ts'
import type { PriceTable } from '../model/prices.ts'
import { type Json, own } from '../trajectory/index.ts'
import { unknownPrice } from './agent.ts'
import type { Locate } from './agent-paths.ts'
import { type AgentTools, refusal } from './agent-tools.ts'
import { found } from './issues.ts'
import { type Problem, under } from './problem.ts'
import type { ReferenceReading } from './reference.ts'
import { checkModule } from './scorer-module.ts'
import { suggestion } from './suggest.ts'
import { checkRoot, type Roots } from './world-roots.ts'

/** What the names of an expectation are held against. */
export interface Surroundings {
  /** The tools that the agent has; `null` where nobody knows. */
  readonly declared: AgentTools | null
  /** Where nobody knows: those that the suite names; `null` where it names none. */
  readonly named: ReadonlySet<string> | null
  /** How many turns the case has; `null` where nobody knows. */
  readonly turns: number | null
  /** What is in the world; `null` where the suite has none. */
  readonly roots: Roots | null
  /** The content of a file that an expectation names. */
  readReference(file: string): ReferenceReading
  readonly prices: PriceTable
  readonly locate: Locate
}

/**
 * What an expectation names and the suite does not have; paths begin at the expectation.
 * @param turn the turn it is written on; `null` for one on the case
 */
export function checkMentions(
  mentions: readonly Mention[],
  turn: number | null,
  surroundings: Surroundings,
): Problem[] {
  return mentions.flatMap((mention) => checkMention(mention, turn, surroundings))
}

function checkMention(mention: Mention, turn: number | null, surroundings: Surroundings): Problem[] {
  const { declared, turns, roots, prices, locate } = surroundings
  switch (mention.kind) {
    case 'tool':
      return checkTool(mention, surroundings)
    case 'argument':
      return checkArgument(mention, declared)
    case 'turn':
      return checkTurn(mention, turn, turns)
    case 'world':
      return checkWorld(mention, roots)
    case 'file':
      return []
    case 'model':
      return under(mention.path, unknownPrice(mention.model, prices))
    case 'module':
      return under(mention.path, checkModule(mention.module, locate))
  }
}

/** A tool that only the model makes up may be forbidden, and transcripts come from other agents: it is told, no more. */
function checkTool(
  { tool, path, point }: Mention & { kind: 'tool' },
  { declared, named }: Surroundings,
): Problem[] {
  const known = declared === null ? named : new Set(declared.keys())
  if (known === null || known.size === 0 || known.has(tool)) return []
  const message =
    declared === null ? `no mock and no script has a tool "${tool}"` : `the agent declares no tool "${tool}"`
  return [{ code: 'unknown-tool-expected', path, point, message, hint: suggestion(tool, [...known]) }]
}

/** An argument that a pattern or a reference names. */
export interface NamedArgument {
  readonly tool: string
  readonly argument: string
  /** What it is to be; absent where only its name is written. */
  readonly value?: Json
  readonly path: Problem['path']
}

/** An argument or a value that the tool's schema does not have: a pattern that names it matches no proper call. */
export function checkArgument(
  { tool, argument, value, path }: NamedArgument,
  declared: AgentTools | null,
): Problem[] {
  const { names = null, schemas = {} } = declared?.get(tool) ?? {}
  if (names !== null && !names.includes(argument)) {
    const message = `the tool "${tool}" has no argument "${argument}"`
    const hint = names.length === 0 ? 'it takes none' : suggestion(argument, names)
    return [{ code: 'unknown-argument-expected', path, point: 'key', message, hint }]
  }
  if (value === undefined) return []
  const expected = refusal(own(schemas, argument) ?? null, value)
  if (expected === null) return []
  const message = `the tool "${tool}" declares "${argument}" as ${expected}, found ${found(value)}`
  const hint = expected === 'string' && typeof value === 'number' ? `quote it: "${value}"` : null
  return [{ code: 'unfit-argument-expected', path, point: 'value', message, hint }]
}

function checkTurn(
  { turn, path, point }: Mention & { kind: 'turn' },
  own: number | null,
  turns: number | null,
): Problem[] {
  const code = 'turn-out-of-range'
  if (turns !== null && turn > turns) {
    const message = `there is no turn ${turn}: the case has ${turns} ${turns === 1 ? 'turn' : 'turns'}`
    return [{ code, path, point, message }]
  }
  if (own === null || own === turn) return []
  const message = `an expectation on turn ${own} sees that turn alone, not turn ${turn}`
  return [{ code, path, point, message, hint: 'move it to the `expect` of the case' }]
}

function checkWorld({ root, path, point }: Mention & { kind: 'world' }, roots: Roots | null): Problem[] {
  if (roots !== null) return checkRoot(root, { path, point }, roots)
  const message = 'the suite has no state, so nobody can tell what became of it'
  return [{ code: 'cannot-hold', path, point, message, hint: 'add its start to the suite:  state: { … }' }]
}
