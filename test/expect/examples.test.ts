import { describe, expect, it } from 'vitest'
import { registry } from '../../src/expect/index.ts'
import { findOut } from './build.ts'
import { exampleFiles, meansOf, readExamples, trajectoryOf } from './examples.ts'

describe.each(exampleFiles())('fixtures/expectations/%s.yaml', (name) => {
  const examples = readExamples(name)

  it.each(examples.map((example) => [example.about, example] as const))('%s', async (_, example) => {
    const { expect: item, trial, turn = null, holds, fails, unknown, score, events } = example
    const found = await findOut(item, trajectoryOf(trial), meansOf(example), turn)
    const verdict = found.unknown ? 'unknown' : found.holds ? 'holds' : 'fails'
    const said = {
      [verdict]: found.reason,
      events: found.events,
      ...(score === undefined ? {} : { score: found.score }),
    }
    const expected = { holds, fails, unknown, score, events }
    expect(said).toEqual(
      Object.fromEntries(Object.entries(expected).filter(([, value]) => value !== undefined)),
    )
  })

  it('shows where it holds and where it does not', () => {
    expect(examples.some(({ holds }) => holds !== undefined)).toBe(true)
    expect(examples.some(({ fails }) => fails !== undefined)).toBe(true)
    expect(examples.every(({ expect: item }) => Object.hasOwn(item, name))).toBe(true)
  })
})

it('every expectation has examples, and every file is of one', () => {
  expect(exampleFiles().toSorted()).toEqual([...registry.keys()].sort())
})
