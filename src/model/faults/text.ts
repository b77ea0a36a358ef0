import type { FaultRule } from './types.ts'

/** A rule of the command line as it is written there: `overloaded@2`. */
export function faultText({ fault, at, times }: FaultRule): string {
  if (at === null) return `${fault}@*`
  if (times === null) return `${fault}@${at}+`
  return times === 1 ? `${fault}@${at}` : `${fault}@${at}x${times}`
}
