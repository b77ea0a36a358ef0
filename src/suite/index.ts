/** From a YAML file to a suite that can be run, or to every mistake in it with its position. */
export { type AgentReading, readAgent } from './agent.ts'
export { CODES, type DiagnosticCode } from './codes.ts'
export { formatDiagnostic } from './diagnostics.ts'
export { suiteJsonSchema } from './json-schema.ts'
export { type LoadOptions, loadSuite } from './load.ts'
export * from './types.ts'
