import * as z from 'zod'
import type { Scene } from '../types.ts'
import { countField, limitExpectation } from './limit.ts'

const DESCRIPTION = 'At most so many model calls are repeated attempts at one that failed.'

export const maxRetries = limitExpectation({
  name: 'max_retries',
  schema: z
    .strictObject({ max_retries: countField('retries', DESCRIPTION) })
    .meta({ description: DESCRIPTION })
    .transform((item) => item.max_retries),
  what: 'the number of retries',
  of: (scene) => (scene.asked.length === 0 ? null : retriesIn(scene).length),
  show: (value) => (value === 1 ? '1 retry' : `${value} retries`),
  whyUnknown: () => 'no model call was observed',
  beyond: (scene, max) => retriesIn(scene).slice(max),
})

/** The events that are second and later attempts at a request. */
const retriesIn = ({ asked }: Scene): readonly number[] =>
  asked.filter(({ event }) => event.attempt > 1).map(({ index }) => index)
