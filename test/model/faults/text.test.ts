import { expect, it } from 'vitest'
import { faultText } from '../../../src/model/faults/index.ts'
import { parseFault } from '../../../src/suite/index.ts'

it.each(['overloaded@2', 'overloaded@2+', 'overloaded@2x3', 'overloaded@*'])(
  '%s is read and written',
  (text) => {
    const reading = parseFault(text)
    expect(reading.ok && faultText(reading.rule)).toBe(text)
  },
)
