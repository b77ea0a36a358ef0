/** pawl's public API: what an agent module, and code that reads runs, may rely on. */
// From the files themselves: their declarations reach no package, so that users need none.
export { PawlError } from './errors.ts'
export type { Outcome, TrialResult } from './expect/result.ts'
export type { Scorer, ScorerInput, ScorerResult } from './expect/scorer/signature.ts'
export type { Summary } from './gate/summary.ts'
export type { AgentModule, ModuleReply, ModuleSession, Trial } from './target/module.ts'
export { ToolError } from './target/tool-error.ts'
export type { ToolContext, ToolFunction, ToolModule } from './target/tool-module.ts'
export * from './trajectory/index.ts'
