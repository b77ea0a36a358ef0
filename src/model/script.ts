import type { ContentBlock, Usage } from '../trajectory/index.ts'

/** One model reply written by hand. What it does not say is unknown (`null`), not zero. */
export interface ScriptReply {
  readonly content: readonly ContentBlock[]
  readonly stopReason: string
  readonly model: string | null
  readonly usage: Usage | null
  readonly latencyMs: number | null
  readonly ttftMs: number | null
}

/** The model's replies of a case; several variants are drawn by weight with the trial's seed. */
export interface Script {
  readonly variants: readonly { readonly weight: number; readonly replies: readonly ScriptReply[] }[]
}
