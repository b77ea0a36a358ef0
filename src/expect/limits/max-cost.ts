import * as z from 'zod'
import type { Scene } from '../types.ts'
import { parseMoney, showMoney } from '../units.ts'
import { limitExpectation, unitField, whyNoUsage } from './limit.ts'

const DESCRIPTION = 'The trial costs at most so much, such as $0.50.'

export const maxCost = limitExpectation({
  name: 'max_cost',
  schema: z
    .strictObject({
      max_cost: unitField(
        parseMoney,
        {
          example: 'an amount such as $0.50',
          pattern: '^\\$ ?\\d+(\\.\\d+)?$',
          bare: (value) => showMoney(value),
        },
        DESCRIPTION,
      ),
    })
    .meta({ description: DESCRIPTION })
    .transform((item) => item.max_cost),
  what: 'the cost',
  of: ({ measures }) => measures.costUsd,
  show: showMoney,
  whyUnknown: (scene) => whyNoCost(scene),
})

function whyNoCost(scene: Scene): string {
  const { unpriced } = scene.measures
  return unpriced.length > 0 ? `${unpriced.join(', ')} has no price (set \`prices:\`)` : whyNoUsage(scene)
}
