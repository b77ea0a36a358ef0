import type { ZodType } from 'zod'
import type { Measures } from '../model/measure.ts'
import type {
  AssistantMessage,
  Indexed,
  JsonObject,
  ModelCall,
  SaidText,
  ToolCall,
  Trajectory,
  WorldView,
} from '../trajectory/index.ts'
import type { Claim } from './contradiction.ts'
import type { ParsedItem } from './item.ts'
import type { Finding, Mention } from './result.ts'

export type * from './result.ts'

/**
 * What an expectation looks at. For an expectation written on a turn everything here is that turn's alone, and
 * the final output is the reply of that turn. The views carry the indices of the whole trial, so an expectation
 * takes indices from them and never from the place of an event in `trajectory`.
 */
export interface Scene {
  readonly trajectory: Trajectory
  /** The whole trial, for what an expectation on a turn rests on of the turns before. */
  readonly whole: Trajectory
  readonly measures: Measures
  /** The turn the expectation was written on; `null` for one on the case. */
  readonly turn: number | null
  readonly calls: readonly Indexed<ToolCall>[]
  /** The agent's model calls, answered or not. */
  readonly asked: readonly Indexed<ModelCall>[]
  /** Those that were answered: the turns of its loop. */
  readonly answers: readonly Indexed<ModelCall>[]
  /** Everything the assistant said, each message once. */
  readonly messages: readonly SaidText[]
  /** The last answer; `null` when there was none. */
  readonly final: SaidText | null
  /** Why the model stopped last and at which event; `null` when nobody said. */
  readonly stop: { readonly reason: string; readonly index: number | null } | null
  /** The world before and after; `null` where the suite has none. */
  readonly world: WorldView | null
  /** What was found out before, by the spec of the item. */
  readonly findings: Findings
  /** The answer to the n-th turn; `null` when there was none, or when it is outside of this scene. */
  reply(turn: number): SaidText | null
}

/** What was found out before the trial was scored, by the spec of the item that asked. */
export type Findings = ReadonlyMap<unknown, Finding>

/** What an investigation may use. What throws PawlError ends the trial as `error`. */
export interface Means {
  /**
   * Asks a model on behalf of a judge; `null` where nobody may be asked and this was not asked before.
   * @param request the whole body of Anthropic's Messages: what is recorded and found again
   * @param scripted what it answers in a run on scripts; `null` where the suite has no script for it
   */
  readonly ask: (request: JsonObject, scripted: AssistantMessage | null) => Promise<AssistantMessage | null>
  /**
   * Runs the default export of a module of the suite's in a thread of its own, and gives what it answers.
   * @param path as the suite has it, beside the suite. @param input cloned into the thread
   */
  readonly run: (path: string, input: unknown, timeoutMs: number) => Promise<unknown>
}

/** One kind of expectation: a file in this folder and a line in its registry. */
export interface Expectation<Spec = unknown> {
  /** Its key in YAML. */
  readonly name: string
  /** Checks the whole item: `{ <name>: …, ...options }`. */
  readonly schema: ZodType<Spec>
  /** The item in a few words, for tables: `contains "refund"`. */
  describe(spec: Spec): string
  score(spec: Spec, scene: Scene): Finding
  /** The least score with which it holds; 1 where it is met or not. */
  threshold?(spec: Spec): number
  /** The expectations it is made of. */
  parts?(spec: Spec): readonly ParsedItem[]
  /**
   * Finds out what a trajectory does not tell: asks a judge, or runs code of the suite's. Done once, before the trial is
   * scored; `score` takes what was found from the scene.
   */
  investigate?(spec: Spec, scene: Scene, means: Means): Promise<Finding>
  /** What must be so where it holds: held against what the other expectations of a case claim. */
  claims?(spec: Spec): readonly Claim[]
  /** The tools, their arguments and the turns that an item names; the item has passed the schema. */
  mentions?(item: JsonObject): readonly Mention[]
}
