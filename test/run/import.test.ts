import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ImportedRun } from '../../src/run/import.ts'
import { importRun, readRun, scoreRun } from '../../src/run/index.ts'
import type { Suite } from '../../src/suite/index.ts'
import { temporaryFolder } from '../model/recording/build.ts'
import { asking, caseOf, contains, NOW, referenceAgent, reply, run, script, suiteOf } from './build.ts'

interface Imported {
  readonly folder: string
  readonly run: () => ImportedRun
}

function importing(text: string | null): Imported {
  const folder = temporaryFolder()
  const path = join(folder, 'talks.jsonl')
  if (text !== null) writeFileSync(path, text)
  return {
    folder,
    run: () =>
      importRun({
        path,
        displayPath: 'talks.jsonl',
        env: {},
        outputDir: join(folder, 'runs'),
        now: () => NOW,
        version: '0.0.0',
        model: 'claude-opus-5',
        isToolError: () => false,
      }),
  }
}

const line = (id: string, trial = 0, more: object = {}, answer = 'All done.'): string =>
  JSON.stringify({
    case: id,
    trial,
    messages: [
      { role: 'user', content: 'go' },
      { role: 'assistant', content: answer },
    ],
    ...more,
  })

describe('transcripts that are imported', () => {
  it('make a run like any other', () => {
    const { dir, cases, trials } = importing(
      [line('a'), '', line('a', 1), line('b', 0, { outcome: 'fail' }), ''].join('\n'),
    ).run()
    expect([cases, trials]).toEqual([2, 3])
    const { info, entries } = readRun(dir)
    expect(info).toMatchObject({
      runId: 'import-20261121T100000Z',
      command: 'import',
      planned: { a: 2, b: 1 },
    })
    expect(
      entries.map(({ trajectory, givenOutcome, score }) => [
        trajectory.case,
        trajectory.trial,
        givenOutcome,
        score,
      ]),
    ).toEqual([
      ['a', 0, null, null],
      ['a', 1, null, null],
      ['b', 0, 'fail', null],
    ])
  })

  it.each([
    [true, 'pass'],
    [1, 'pass'],
    [false, 'fail'],
    [0, 'fail'],
    [0.5, 'fail'],
    ['unscored', 'unscored'],
  ])('with the outcome %s are told to be a %s', (outcome, given) => {
    expect(readRun(importing(line('a', 0, { outcome })).run().dir).entries[0]?.givenOutcome).toBe(given)
  })

  it.each<[string, string | null, RegExp]>([
    ['are not there', null, /there is no such file/],
    ['are none', '\n\n', /it holds no transcript/],
    ['are not JSON', `${line('a')}\n\n{oh`, /line 3: .*JSON/],
    ['are no transcript', '{"case":"a"}', /line 1: "messages" is missing: expected a list/],
    ['are empty', line('a', 0, { messages: [] }), /line 1: "messages": expected at least 1 item, found 0/],
    [
      'have an outcome that is none',
      line('a', 0, { outcome: 'won', trail: 1 }),
      /line 1: .*"outcome": expected .*pass.*fail.*there is no key "trail" \(did you mean "trial"\?\)/,
    ],
    [
      'cannot be understood',
      line('a', 0, { messages: [{ role: 'robot' }] }),
      /line 1: \.messages\[0\]\.role/,
    ],
    ['come twice', [line('a'), line('b'), line('a')].join('\n'), /line 3: trial 0 of case a is there twice/],
  ])('that %s are refused by the line, and nothing is written', (_, text, why) => {
    const { folder, run: start } = importing(text)
    expect(start).toThrow(expect.objectContaining({ code: 'import-invalid', exitCode: 2 }))
    expect(start).toThrow(why)
    expect(start).toThrow('talks.jsonl cannot be imported')
    expect(existsSync(join(folder, 'runs'))).toBe(false)
  })
})

describe('a stored run that is scored again', () => {
  const suite = (): Suite =>
    suiteOf([caseOf('a', { expect: [contains('done')] }), caseOf('b', { expect: [contains('never')] })], {
      agent: referenceAgent(),
    })

  it('is judged by the suite as it is now, and held against the outcomes it came with', async () => {
    const { dir } = importing(
      [
        line('a', 0, { outcome: true }),
        line('a', 1, { outcome: true }, 'Sorry.'),
        line('b', 0, { outcome: false }),
      ].join('\n'),
    ).run()
    const scored = await scoreRun(suite(), readRun(dir), asking())
    expect(scored.results.map((result) => [result.case, result.trial, result.outcome])).toEqual([
      ['a', 0, 'pass'],
      ['a', 1, 'fail'],
      ['b', 0, 'fail'],
    ])
    expect(scored.warnings).toEqual(['agrees with the outcomes in the transcripts on 2 of 3; not on a#1'])
    expect(scored).toMatchObject({ responses: 'import', models: ['claude-opus-5'] })
  })

  it('leaves out what the suite does not have, and says so; a case without a trial counts as not run', async () => {
    const scored = await scoreRun(
      suite(),
      readRun(importing([line('a'), line('zoo')].join('\n')).run().dir),
      asking(),
    )
    expect(scored.results.map((result) => result.case)).toEqual(['a'])
    expect(scored.warnings).toEqual(['1 case of the run is not in the suite and left out: zoo'])
    expect([...scored.plannedTrials]).toEqual([
      ['a', 1],
      ['b', 1],
    ])
  })

  it('gives the results it had', async () => {
    const cases = ['a', 'b'].map((id) =>
      caseOf(id, { script: script(reply(`yes ${id}`)), expect: [contains('yes a')] }),
    )
    const scripted = suiteOf(cases, { agent: referenceAgent(), trials: 2 })
    const finished = await run(scripted)
    const { results } = await scoreRun(scripted, readRun(finished.dir), asking())
    const withoutDetails = results.map((result) =>
      result.outcome === 'pass' ? { ...result, expectations: [] } : result,
    )
    expect(withoutDetails).toEqual(finished.results)
  })

  it('and was interrupted is held against what it had planned', async () => {
    const cases = ['a', 'b'].map((id) =>
      caseOf(id, { script: script(reply('yes')), expect: [contains('yes')] }),
    )
    const scripted = suiteOf(cases, { agent: referenceAgent(), trials: 3 })
    const control = new AbortController()
    let ended = 0
    const stopped = await run(scripted, {
      concurrency: 1,
      signal: control.signal,
      onTrial: () => {
        if (++ended === 2) control.abort(new Error('stop'))
      },
    })
    const scored = await scoreRun(scripted, readRun(stopped.dir), asking())
    expect(scored.results).toHaveLength(2)
    expect([...scored.plannedTrials]).toEqual([
      ['a', 3],
      ['b', 3],
    ])
  })
})
