/** Before anything is run: how many trials the questions of a suite take, and how often its thresholds alarm in vain. */
export { type AlarmRequest, type AssertionAlarm, alarmsOf } from './alarms.ts'
export { type PlanRequest, planSuite } from './plan.ts'
export type { SuitePlan, ThresholdPlan } from './types.ts'
