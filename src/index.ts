/** pawl's public API: what an agent module, and code that reads runs, may rely on. */
export { PawlError } from './errors.ts'
export type { Outcome, TrialResult } from './expect/index.ts'
export type { Summary } from './gate/index.ts'
export type { AgentModule, ModuleReply, ModuleSession, Trial } from './target/index.ts'
export { ToolError } from './target/index.ts'
export * from './trajectory/index.ts'
