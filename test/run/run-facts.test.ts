import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ratesOf } from '../../src/model/prices.ts'
import type { Selection } from '../../src/run/index.ts'
import { readRun } from '../../src/run/index.ts'
import { exampleOf } from '../secrets/examples.ts'
import { caseOf, contains, optionsFor, referenceAgent, reply, run, script, suiteOf } from './build.ts'

const passing = { script: script(reply('yes')), expect: [contains('yes')] }

const shop = () =>
  suiteOf(
    [
      caseOf('a', { ...passing, tags: ['refund'], mustPass: true }),
      caseOf('b', { ...passing, knownFailing: { reason: 'later', until: null }, trials: 3 }),
    ],
    {
      agent: referenceAgent(),
      trials: 2,
      maxErrors: 0.1,
      prices: { mine: { ...ratesOf(1, 2), longPrompt: null } },
      escalationTools: ['call_a_person'],
    },
  )

const infoOf = async (selection: Partial<Selection> = {}) => {
  const { dir } = await run(shop(), {
    selection: { ...optionsFor().selection, ...selection },
    env: { GITHUB_SHA: 'b'.repeat(40), GITHUB_REF_NAME: 'main' },
  })
  return readRun(dir).info
}

describe('a run on disk', () => {
  it('says what its numbers cannot be read without', async () => {
    expect(await infoOf()).toMatchObject({
      suitePath: 'evals/shop.eval.yaml',
      cases: {
        a: { hash: 'hash-a', tags: ['refund'], knownFailing: false, mustPass: true },
        b: { hash: 'hash-b', tags: [], knownFailing: true, mustPass: false },
      },
      whole: true,
      prices: shop().prices,
      model: 'claude-opus-5',
      escalationTools: ['call_a_person'],
      maxErrors: 0.1,
      revision: { commit: 'b'.repeat(40), branch: 'main' },
    })
  })

  it.each<[string, Partial<Selection>, boolean]>([
    ['all cases', { cases: ['*'] }, true],
    ['another number of trials', { trials: 1 }, true],
    ['a case', { cases: ['a'] }, false],
    ['a tag', { tags: ['refund'] }, false],
    ['one trial', { trial: 0 }, false],
    ['trials that are missing', { only: new Map([['a', [1]]]) }, false],
    [
      'trials that are missing, which are all',
      {
        only: new Map([
          ['a', [0, 1]],
          ['b', [0, 1, 2]],
        ]),
      },
      true,
    ],
  ])('says whether it is the whole suite: %s', async (_, selection, whole) => {
    expect((await infoOf(selection)).whole).toBe(whole)
  })

  it('of before these were written down is read, and they are unknown', async () => {
    const { dir } = await run(shop())
    const path = join(dir, 'run.json')
    const { cases, whole, prices, model, revision, suitePath, ...before } = JSON.parse(
      readFileSync(path, 'utf8'),
    )
    writeFileSync(path, JSON.stringify(before))
    expect(readRun(dir).info).toMatchObject({ ...before, cases: null, whole: null, revision: null })
  })

  it('holds no credential in what it says of its cases', async () => {
    const key = exampleOf('an Anthropic key')
    const suite = suiteOf([caseOf('a', { ...passing, tags: [key] })], { agent: referenceAgent(), trials: 1 })
    const { dir } = await run(suite)
    expect(readFileSync(join(dir, 'run.json'), 'utf8')).not.toContain(key)
    expect(readRun(dir).info.cases?.['a']?.tags).toEqual(['[redacted: an Anthropic key]'])
  })
})
