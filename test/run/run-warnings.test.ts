import { describe, expect, it } from 'vitest'
import { measure } from '../../src/model/measure.ts'
import { priceTable } from '../../src/model/prices.ts'
import { createRunWarnings } from '../../src/run/run-warnings.ts'
import type { JsonObject, Provenance, Usage } from '../../src/trajectory/index.ts'
import { answer, TOKENS, trial } from '../expect/build.ts'
import { caseOf, reply, script } from './build.ts'

function warningsOf(request: JsonObject, usage: Usage | null, source: Provenance['source'] = 'live') {
  const trajectory = trial([answer('hi', { request, usage })])
  const from = { ...trajectory, provenance: { ...trajectory.provenance, source } }
  const warnings = createRunWarnings()
  const item = caseOf('one', { script: script(reply('hi')) })
  warnings.note(from, item, measure(from, priceTable(), null))
  return warnings.texts()
}

describe('a stream that reported no usage', () => {
  it('is said with what the request needs to have', () => {
    expect(warningsOf({ stream: true }, null)).toEqual([
      '1 streamed model call reported no usage. Streams of Chat Completions report usage only where the request says so: stream_options: { include_usage: true }.',
    ])
  })

  it('is another matter where the request asked for it, and in a script that leaves it out', () => {
    expect(warningsOf({ stream: true, stream_options: { include_usage: true } }, null)).toEqual([])
    expect(warningsOf({ stream: true }, null, 'script')).toEqual([])
    expect(warningsOf({ stream: false }, null)).toEqual([])
    expect(warningsOf({ stream: true }, TOKENS)).toEqual([])
  })
})
