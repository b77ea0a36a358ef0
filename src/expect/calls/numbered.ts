import type { Indexed, ToolCall } from '../../trajectory/index.ts'
import { shorten, showValue } from '../show.ts'
import type { Scene } from '../types.ts'

/** A call with its number among all calls of the scene, from 1. */
export interface NumberedCall extends Indexed<ToolCall> {
  readonly number: number
}

export const numberedCalls = ({ calls }: Scene): readonly NumberedCall[] =>
  calls.map(({ index, event }, place) => ({ index, event, number: place + 1 }))

/** `call 2 (event 5)` */
export const nameCall = ({ number, index }: NumberedCall): string => `call ${number} (event ${index})`

/** `issue_refund({order_id: "A-1001"})`; names come from the model too, so they are cut as well. */
export function describeCall({ name, input }: Pick<ToolCall, 'name' | 'input'>, max?: number): string {
  return `${shorten(name, 60)}(${showValue(input, max)})`
}

/** `call 2 (event 5) is issue_refund({order_id: "A-1001"})` */
export const sayCall = (call: NumberedCall): string => `${nameCall(call)} is ${describeCall(call.event)}`

export const indicesOf = (calls: readonly NumberedCall[]): readonly number[] =>
  calls.map(({ index }) => index)
