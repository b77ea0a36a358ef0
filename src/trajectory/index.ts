/** What happened in a trial: the events, how they are stored, and what can be read off them. */

export { decodeTrajectory, encodeTrajectory, TRAJECTORY_FORMAT } from './codec.ts'
export { lastLines, lastWord } from './complaint.ts'
export * from './events.ts'
export * from './json.ts'
export { parsePath, readPath, shapeOf, textAt } from './path.ts'
export * from './recorder.ts'
export * from './steps.ts'
export { withCallsFromTraffic } from './traffic.ts'
export * from './trajectory.ts'
export * from './views.ts'
export { changesBetween, type WorldView, worldOf } from './world.ts'
