import { describeCall } from '../../expect/calls/numbered.ts'
import {
  type AgentCall,
  type AgentStep,
  type Difference,
  type Divergence,
  eventsOf,
  type Sides,
  type Trajectory,
  textOf,
} from '../../trajectory/index.ts'
import { visible } from '../sanitize.ts'
import { count } from '../words.ts'
import { quotedApart, quotedHead, valuesApart } from './quoted.ts'
import { endWords, pathWords } from './words.ts'

/** What stands together in a column: a step, what the user said, or what is left out. Not wrapped yet. */
export interface Block {
  /** The step's number, from 1; empty for what is no step. */
  readonly number: string
  readonly texts: readonly string[]
  readonly tone: 'plain' | 'dim' | 'apart'
}

/** A side of the comparison. */
export interface Side {
  readonly name: keyof Sides<unknown>
  readonly trajectory: Trajectory
  readonly divergence: Divergence
  /** Columns that a line of text may take. */
  readonly columns: number
}

/** Lines that a text may take: of the step that differs, and of the others. */
const LINES_APART = 3
const LINES_BESIDE = 2

const MOST_BEFORE = 2
const MOST_AFTER = 2
const MOST_CALLS = 3

const note = (text: string): Block => ({ number: '', texts: [text], tone: 'dim' })

/** The last of the steps that both did, oldest first. */
export function blocksBefore(side: Side): Block[] {
  const steps = stepsOf(side)
  const from = Math.max(0, indexOf(side) - MOST_BEFORE)
  const alike = from === 0 ? [] : [note(`… ${count(from, 'step')} alike`)]
  return [
    ...alike,
    ...steps.slice(from, indexOf(side)).flatMap((step, place) => told(step, from + place, side)),
    ...(isSilent(side) ? [] : userBlocks(indexOf(side), side)),
  ]
}

/** The step that differs, and what differs in it. */
export function blockApart(side: Side): Block {
  const isStep = indexOf(side) < stepsOf(side).length && !isSilent(side)
  return { number: isStep ? `${indexOf(side) + 1}` : '', texts: apartTexts(side), tone: 'apart' }
}

/** What it did next, and how it ended. */
export function blocksAfter(side: Side): Block[] {
  const steps = stepsOf(side)
  const from = isSilent(side) ? indexOf(side) : indexOf(side) + 1
  if (indexOf(side) >= steps.length) return []
  const shown = steps.slice(from, from + MOST_AFTER)
  const more = steps.length - from - shown.length
  return [
    ...shown.flatMap((step, place) => told(step, from + place, side)),
    ...(more > 0 ? [note(`… ${count(more, 'more step')}`)] : []),
    ...(side.divergence.subAgent === null ? [note(endWords(side.trajectory.end))] : []),
  ]
}

const stepsOf = ({ divergence, name }: Side): readonly AgentStep[] => divergence.courses[name]
const indexOf = ({ divergence, name }: Side): number => divergence.steps[name]

/** A side that does nothing more in the turn; the step at its index is one of a later turn. */
const isSilent = ({ divergence: { kind }, name }: Side): boolean =>
  (kind === 'more' && name === 'baseline') || (kind === 'fewer' && name === 'candidate')

const told = (step: AgentStep, index: number, side: Side): Block[] => [
  ...userBlocks(index, side),
  { number: `${index + 1}`, texts: stepTexts(step, side.columns * LINES_BESIDE), tone: 'plain' },
]

/** What the user said before the first step of a turn, in conversations of several turns. */
function userBlocks(index: number, side: Side): Block[] {
  const turn = stepsOf(side)[index]?.turn
  if (side.divergence.subAgent !== null || stepsOf(side)[index - 1]?.turn === turn) return []
  const turns = eventsOf(side.trajectory, 'user_turn')
  const said = turns.find(({ event }) => event.turn === turn)?.event.content
  if (turns.length < 2 || said === undefined) return []
  const text = typeof said === 'string' ? said : textOf(said)
  return [note(`turn ${turn}: the user says ${quotedHead(text, side.columns)}`)]
}

function stepTexts(step: AgentStep, room: number): string[] {
  if (step.kind === 'answer') return [answerText(quotedHead(step.text, room))]
  return callTexts(step.calls, room)
}

function callTexts(calls: readonly AgentCall[], room: number): string[] {
  const more = calls.length - MOST_CALLS
  const shown = calls.slice(0, MOST_CALLS).map((call) => callText(call, room))
  return more > 0 ? [...shown, moreCalls(more)] : shown
}

const moreCalls = (more: number): string => `and ${count(more, 'more call')} in the same reply`

/** What was called together with the call that differs. */
function besideText(side: Side): string[] {
  const step = stepsOf(side)[indexOf(side)]
  return step?.kind === 'calls' && step.calls.length > 1 ? [moreCalls(step.calls.length - 1)] : []
}

const callText = (call: AgentCall, room: number): string => visible(describeCall(call, room))
const answerText = (quoted: string): string => `answers ${quoted}`

function apartTexts(side: Side): string[] {
  const { divergence, name } = side
  const room = side.columns * LINES_APART
  switch (divergence.kind) {
    case 'argument':
      return [
        callText(divergence[name], side.columns),
        valueText(divergence.difference, side, 'arguments'),
        ...besideText(side),
      ]
    case 'answer':
      return [answerText(quotedApart(divergence, room)[name])]
    case 'result':
      return [...ownTexts(side), valueText(divergence.difference, side, 'result')]
    case 'tool':
      return [callText(divergence[name], room), ...besideText(side)]
    case 'answered':
    case 'called': {
      const act = divergence[name]
      const shown = typeof act === 'string' ? answerText(quotedHead(act, room)) : callText(act, room)
      return [shown, ...besideText(side)]
    }
    case 'more':
    case 'fewer':
      return isSilent(side) ? ['nothing more'] : ownTexts(side)
    case 'ended':
      return indexOf(side) < stepsOf(side).length ? ownTexts(side) : [endWords(side.trajectory.end)]
  }
}

const ownTexts = (side: Side): string[] => {
  const step = stepsOf(side)[indexOf(side)]
  return step === undefined ? [] : stepTexts(step, side.columns * LINES_APART)
}

/** `.amount: 44.9`, `no .amount`. */
function valueText(difference: Difference, { name, columns }: Side, whole: string): string {
  const path = pathWords(difference.path) ?? whole
  const value = valuesApart(difference, columns * LINES_APART)[name]
  return value === null ? `no ${path}` : `${path}: ${value}`
}
