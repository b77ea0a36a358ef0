/** What a suite's trials can find. */
import { renderersOf } from '../renderers.ts'
import { planJson } from './json.ts'
import { planText } from './text.ts'

/** Every reporter of `pawl plan` by name. */
export const planReporters = renderersOf({ terminal: planText, json: planJson })
