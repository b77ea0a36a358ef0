/** The reference agent: a tool loop on the provider's SDK, configured in YAML. */
export { type AgentConfig, agentConfigSchema } from './config.ts'
export { ModelCallError } from './model-call.ts'
export { AgentLimitError, createReferenceAgent } from './reference.ts'
export type { AgentReply, ToolBox, ToolOutcome } from './session.ts'
