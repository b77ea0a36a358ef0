import { type Measures, measure, total } from '../model/measure.ts'
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
import type { Findings, Scene } from './types.ts'

/**
 * What the expectations of a case look at: the whole trial. Worked out at once: getters, made anew for each scene,
 * would keep every trial alive until the next full garbage collection.
 */
export function sceneOfTrial(trajectory: Trajectory, measures: Measures, findings: Findings): Scene {
  const asked = agentCalls(trajectory)
  const answers = asked.filter(({ event }) => event.response !== null)
  const final = finalOutput(trajectory)
  const reason = stopReason(trajectory)
  return {
    trajectory,
    whole: trajectory,
    measures,
    findings,
    turn: null,
    calls: toolCalls(trajectory),
    asked,
    answers,
    messages: withFinal(assistantTexts(trajectory), final),
    final,
    stop: reason === null ? null : { reason, index: answers.at(-1)?.index ?? null },
    world: worldOf(trajectory, null),
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
  return {
    trajectory,
    whole: whole.trajectory,
    measures: measuresOfTurn(whole, trajectory, turn),
    findings: whole.findings,
    turn,
    calls: whole.calls.filter(({ event }) => ofTurn(event)),
    asked: whole.asked.filter(({ event }) => ofTurn(event)),
    answers,
    messages: whole.messages.filter(ofTurn),
    final: whole.reply(turn),
    stop: reason === null ? null : { reason, index: answers.at(-1)?.index ?? null },
    world: worldOf(whole.trajectory, turn),
    reply: (other) => (other === turn ? whole.reply(turn) : null),
  }
}

/** The final output is a message too, even of an agent that recorded nothing else. */
function withFinal(said: readonly SaidText[], final: SaidText | null): readonly SaidText[] {
  if (final === null || final.text === '' || said.some(({ text }) => text === final.text)) return said
  return [...said, final]
}

const noPrices: PriceTable = { find: () => null }

/** Prices are known where the whole trial was measured, so a turn's cost is the sum of what its calls cost there. */
function measuresOfTurn(whole: Scene, part: Trajectory, turn: number): Measures {
  const own = measure(part, noPrices, null)
  const callCostsUsd = whole.measures.callCostsUsd.filter(
    (_, index) => whole.answers[index]?.event.turn === turn,
  )
  return {
    ...own,
    callCostsUsd,
    // Without the tokens of every call of the turn, its cost is unknown too.
    costUsd: own.tokens === null ? null : total(callCostsUsd),
    unpriced: own.unpriced.filter((model) => whole.measures.unpriced.includes(model)),
  }
}

/** From the user's message to the reply; `null` where nobody measured. */
function turnLatency({ events }: Trajectory, turn: number): number | null {
  const asked = events.find((event) => event.type === 'user_turn' && event.turn === turn)?.atMs ?? null
  const replied = events.find((event) => event.type === 'reply' && event.turn === turn)?.atMs ?? null
  return asked === null || replied === null ? null : replied - asked
}
