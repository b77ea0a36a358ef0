/** From a YAML file to a suite that can be run, or to every mistake in it with its position. */
export { CODES } from './codes.ts'
export { formatDiagnostic } from './diagnostics.ts'
export { parseFault } from './faults.ts'
export { suiteJsonSchema } from './json-schema.ts'
export { type AgentFile, loadSuite } from './load.ts'
export { mergeStates } from './state.ts'
export { loadSuiteAgent } from './suite-agent.ts'
export * from './types.ts'
