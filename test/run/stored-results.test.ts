import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { TrialResult } from '../../src/expect/types.ts'
import { ratesOf } from '../../src/model/prices.ts'
import { importRun, type RunOptions, readRun, scoreRun } from '../../src/run/index.ts'
import { casesOf, storedResults } from '../../src/run/stored-results.ts'
import type { Suite } from '../../src/suite/index.ts'
import { message } from '../model/build.ts'
import { temporaryFolder } from '../model/recording/build.ts'
import { sendMessage, serve } from '../model/server.ts'
import {
  ASKING,
  asking,
  caseOf,
  contains,
  moduleAgent,
  NOW,
  optionsFor,
  referenceAgent,
  reply,
  run,
  script,
  suiteOf,
} from './build.ts'

const resultsIn = (dir: string): readonly TrialResult[] => storedResults(readRun(dir)).results

/** Without what differs on purpose, in the order of cases and trials. */
const comparable = (results: readonly TrialResult[]) =>
  results
    .map(({ sample, ...rest }) => rest)
    .toSorted((a, b) => a.case.localeCompare(b.case) || a.trial - b.trial)

const optional = (text: string) => ({ ...contains(text), grading: { required: false, weight: 3 } })

/** A suite of chance, with a price of its own, graded scores, and an agent that fails in one case. */
const chancy = (): Suite =>
  suiteOf(
    [
      caseOf('draws', {
        expect: [contains('yes'), optional('rather')],
        script: {
          variants: [
            { weight: 1, replies: [reply('yes', { model: 'mine' })] },
            { weight: 1, replies: [reply('no')] },
          ],
        },
      }),
      caseOf('fixed', { expect: [contains('yes')], script: script(reply('yes')) }),
      caseOf('breaks', { expect: [contains('yes')], script: script() }),
    ],
    { agent: referenceAgent(), trials: 6, prices: { mine: { ...ratesOf(100, 200), longPrompt: null } } },
  )

describe('the results of a stored run', () => {
  it('are those that it gave when it was made, without its suite', async () => {
    const made = await run(chancy())
    expect(comparable(resultsIn(made.dir))).toEqual(comparable(made.results))
    const scores = new Set(made.results.map(({ score }) => score))
    expect(scores).toEqual(new Set([1, 0.25, 0, null]))
  })

  it('are the latest of each trial', async () => {
    const options = optionsFor()
    const suite = chancy()
    const made = await run(suite, options)
    // Trials in error are run again.
    const resumed = await run(suite, { ...options, resume: readRun(made.dir) })
    expect(readRun(made.dir).entries.length).toBeGreaterThan(made.results.length)
    expect(comparable(resultsIn(made.dir))).toEqual(comparable(resumed.results))
  })

  it('come with their cases, as far as the gate asks', async () => {
    const suite = suiteOf(
      [
        caseOf('a', { tags: ['x'], mustPass: true, script: script(reply('')) }),
        caseOf('b', { knownFailing: { reason: 'later', until: '2027-01-01' }, script: script(reply('')) }),
      ],
      { agent: referenceAgent(), trials: 1 },
    )
    const { info } = readRun((await run(suite)).dir)
    expect(casesOf(info)).toMatchObject([
      { id: 'a', hash: 'hash-a', tags: ['x'], mustPass: true, knownFailing: null },
      { id: 'b', hash: 'hash-b', tags: [], mustPass: false, knownFailing: { reason: '' } },
    ])
    expect(casesOf({ ...info, cases: null })).toBeNull()
  })

  it('of expectations without weights have no graded score', async () => {
    const made = await run(chancy())
    const stored = readRun(made.dir)
    const entries = stored.entries.map((entry) => ({
      ...entry,
      score: entry.score && {
        ...entry.score,
        expectations: entry.score.expectations.map(({ weight, ...rest }) => rest as never),
      },
    }))
    expect(new Set(storedResults({ ...stored, entries }).results.map(({ score }) => score))).toEqual(
      new Set([null]),
    )
  })
})

/** A model that answers `yes`, and what asks it. */
async function live(cases: readonly string[] = ['c'], over: Partial<RunOptions> = {}) {
  const { url } = await serve((response, request) =>
    sendMessage(response, message([{ type: 'text', text: 'yes' }]), request),
  )
  const recordingsDir = join(temporaryFolder(), 'recordings')
  const suite = suiteOf(
    cases.map((id) => caseOf(id, { expect: [contains('yes')] })),
    { agent: moduleAgent(ASKING), trials: 3, recordingsDir },
  )
  const env = { ANTHROPIC_BASE_URL: url }
  const origins = async (responses: RunOptions['responses'], more: Partial<RunOptions> = {}) => {
    const { dir } = await run(suite, { responses, env, ...over, ...more })
    return resultsIn(dir)
      .toSorted((a, b) => a.trial - b.trial)
      .map(({ sample }) => sample)
  }
  return origins
}

const minutesLater = (minutes: number) => () => new Date(NOW.getTime() + minutes * 60_000)

describe('the origin of a trial', () => {
  it('is the recording, in the run that made it and in every replay', async () => {
    const origins = await live()
    const recorded = await origins('record')
    expect(new Set(recorded).size).toBe(3)
    expect(await origins('replay', { now: minutesLater(5) })).toEqual(recorded)
    const more = { ...optionsFor().selection, trials: 5 }
    const [first, second] = recorded
    expect(await origins('replay', { selection: more })).toEqual([...recorded, first, second])
    expect(await origins('record', { now: minutesLater(9) })).not.toContain(first)
  })

  it('is its own for each live trial, even of runs that began in the same moment', async () => {
    const options = optionsFor()
    const origins = await live(['c'], { outputDir: options.outputDir })
    const all = [...(await origins('live')), ...(await origins('live'))]
    expect(new Set(all).size).toBe(6)
  })

  it('is one for all trials of a script without chance', async () => {
    const suite = chancy()
    const results = [...resultsIn((await run(suite)).dir), ...resultsIn((await run(suite, { seed: 2 })).dir)]
    const fixed = results.filter((result) => result.case === 'fixed')
    expect(new Set(fixed.map(({ sample }) => sample))).toEqual(new Set(['script']))
  })

  it('is trial and seed where a script draws', async () => {
    const suite = chancy()
    const drawn = async (seed: number) =>
      resultsIn((await run(suite, { seed })).dir)
        .filter((result) => result.case === 'draws')
        .map(({ sample }) => sample)
        .toSorted()
    const [one, again, other] = [await drawn(1), await drawn(1), await drawn(2)]
    expect(again).toEqual(one)
    expect(new Set([...one, ...other]).size).toBe(12)
  })

  it('is told apart where the agent draws lots of its own, with or without a script that does', async () => {
    const agent = moduleAgent('export default ({ random }) => (random() < 0.5 ? "yes" : "no")')
    const chance = { variants: [1, 2].map((weight) => ({ weight, replies: [reply('yes')] })) }
    const cases = [caseOf('plain', { script: script() }), caseOf('drawn', { script: chance })]
    const results = resultsIn((await run(suiteOf(cases, { agent, trials: 2 }))).dir)
    const seed = optionsFor().seed
    expect(new Set(results.map(({ sample }) => sample))).toEqual(
      new Set([`lots-0-seed-${seed}`, `lots-1-seed-${seed}`]),
    )
  })
})

describe('an import', () => {
  const imported = (text: string, now = NOW) => {
    const dir = temporaryFolder()
    writeFileSync(join(dir, 't.jsonl'), text)
    return importRun({
      path: join(dir, 't.jsonl'),
      displayPath: 't.jsonl',
      model: null,
      isToolError: () => false,
      outputDir: join(dir, 'runs'),
      env: {},
      now: () => now,
      version: '0.0.0',
    }).dir
  }
  const line = (trial: number, text: string) =>
    `${JSON.stringify({
      case: 'c',
      trial,
      messages: [
        { role: 'user', content: 'x' },
        { role: 'assistant', content: text },
      ],
    })}\n`
  it('has no results until a suite judges it', () => {
    const dir = imported(line(0, 'yes'))
    expect(() => resultsIn(dir)).toThrow(expect.objectContaining({ code: 'run-unjudged', exitCode: 2 }))
    expect(() => resultsIn(dir)).toThrow(dir)
  })

  it('has the same origins each time the same file is imported, and others for another file', async () => {
    const suite = suiteOf([caseOf('c', { expect: [contains('yes')] })], { agent: moduleAgent(ASKING) })
    const origins = async (dir: string) => {
      const stored = readRun(dir)
      const { results } = await scoreRun(suite, stored, asking())
      return results.map(({ sample }) => sample)
    }
    const text = line(0, 'yes') + line(1, 'no')
    const once = await origins(imported(text))
    expect(new Set(once).size).toBe(2)
    expect(await origins(imported(text, minutesLater(3)()))).toEqual(once)
    expect(await origins(imported(text + line(2, 'yes')))).not.toContain(once[0])
  })
})
