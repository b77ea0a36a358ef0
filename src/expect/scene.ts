import { type Measures, measure } from '../model/measure.ts'
import type { PriceTable } from '../model/prices.ts'
import {
  agentCalls,
  assistantTexts,
  finalOutput,
  replyOf,
  type SaidText,
  stopReason,
  type Trajectory,
  toolCalls,
  worldOf,
} from '../trajectory/index.ts'
import { lazy } from './once.ts'
import type { Findings, Scene } from './types.ts'

/** What the expectations of a case look at: the whole trial. */
export function sceneOfTrial(trajectory: Trajectory, measures: Measures, findings: Findings): Scene {
  const calls = lazy(() => toolCalls(trajectory))
  const answers = lazy(() => agentCalls(trajectory).filter(({ event }) => event.response !== null))
  const final = lazy(() => finalOutput(trajectory))
  const world = lazy(() => worldOf(trajectory, null))
  const messages = lazy(() => withFinal(assistantTexts(trajectory), final()))
  const stop = lazy(() => {
    const reason = stopReason(trajectory)
    return reason === null ? null : { reason, index: answers().at(-1)?.index ?? null }
  })
  return {
    trajectory,
    whole: trajectory,
    measures,
    findings,
    turn: null,
    get calls() {
      return calls()
    },
    get answers() {
      return answers()
    },
    get messages() {
      return messages()
    },
    get final() {
      return final()
    },
    get stop() {
      return stop()
    },
    get world() {
      return world()
    },
    reply: (turn) => replyOf(trajectory, turn),
  }
}

/** What the expectations of a turn look at: the part of the trial's scene that belongs to the turn. */
export function sceneOfTurn(whole: Scene, turn: number): Scene {
  const ofTurn = <T extends { readonly turn: number }>(event: T): boolean => event.turn === turn
  const events = whole.trajectory.events.filter(ofTurn)
  const latencyMs = turnLatency(whole.trajectory, turn)
  const trajectory: Trajectory = { ...whole.trajectory, events, latencyMs }
  const answers = whole.answers.filter(({ event }) => ofTurn(event))
  const reason = stopReason(trajectory)
  const world = lazy(() => worldOf(whole.trajectory, turn))
  return {
    trajectory,
    whole: whole.trajectory,
    measures: measuresOfTurn(whole, trajectory, answers.length === whole.answers.length),
    findings: whole.findings,
    turn,
    calls: whole.calls.filter(({ event }) => ofTurn(event)),
    answers,
    messages: whole.messages.filter(ofTurn),
    final: whole.reply(turn),
    stop: reason === null ? null : { reason, index: answers.at(-1)?.index ?? null },
    get world() {
      return world()
    },
    reply: (other) => (other === turn ? whole.reply(turn) : null),
  }
}

/** The final output is a message too, even of an agent that recorded nothing else. */
function withFinal(said: readonly SaidText[], final: SaidText | null): readonly SaidText[] {
  if (final === null || final.text === '' || said.some(({ text }) => text === final.text)) return said
  return [...said, final]
}

const noPrices: PriceTable = { find: () => null }

/** The cost of a turn is known only when all that the agent asked of the model was in this turn. */
function measuresOfTurn(whole: Scene, part: Trajectory, hasAllAnswers: boolean): Measures {
  const { costUsd, unpriced } = whole.measures
  return { ...measure(part, noPrices, null), costUsd: hasAllAnswers ? costUsd : null, unpriced }
}

/** From the user's message to the reply; `null` where nobody measured. */
function turnLatency({ events }: Trajectory, turn: number): number | null {
  const asked = events.find((event) => event.type === 'user_turn' && event.turn === turn)?.atMs ?? null
  const replied = events.find((event) => event.type === 'reply' && event.turn === turn)?.atMs ?? null
  return asked === null || replied === null ? null : replied - asked
}
