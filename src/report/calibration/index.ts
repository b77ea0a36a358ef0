/** How far a judge agrees with people. */
import { renderersOf } from '../renderers.ts'
import { calibrationJson } from './json.ts'
import { calibrationText } from './text.ts'

export type { CalibrationReport } from './types.ts'

/** Every reporter of `pawl judge calibrate` by name. */
export const calibrationReporters = renderersOf({ terminal: calibrationText, json: calibrationJson })
