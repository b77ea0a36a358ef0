import * as z from 'zod'
import { counted, countField, limitExpectation } from './limit.ts'

const DESCRIPTION = 'At most so many answers of the model: turns of the agent’s loop.'

export const maxIterations = limitExpectation({
  name: 'max_iterations',
  schema: z
    .strictObject({ max_iterations: countField('iterations', DESCRIPTION) })
    .meta({ description: DESCRIPTION })
    .transform((item) => item.max_iterations),
  what: 'the number of iterations',
  of: ({ measures }) => measures.iterations,
  show: (value) => counted(value, 'iteration'),
  whyUnknown: () => 'no model call was observed',
  beyond: (scene, max) => scene.answers.slice(max).map(({ index }) => index),
})
