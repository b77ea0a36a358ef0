/** The time that passes in a trial: this machine's, or one that costs nothing to pass. */
export { inAgentTime } from './clock/agent-time.ts'
export { createBusyProbe } from './clock/busy.ts'
export { installAgentTime } from './clock/globals.ts'
export { createPlayedClock } from './clock/played.ts'
export { createRealClock } from './clock/real.ts'
export type { Clock } from './clock/types.ts'
export { createVirtualClock } from './clock/virtual.ts'
