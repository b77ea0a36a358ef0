/** Failures of the provider and of the model, to be provoked in the agent's calls. */
export { FAULT_NAMES, FAULTS } from './registry.ts'
export { faultyResponder, withFaults } from './responder.ts'
export { faultText } from './text.ts'
export type { FaultRule } from './types.ts'
