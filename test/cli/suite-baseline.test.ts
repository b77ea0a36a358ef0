import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { PassThrough } from 'node:stream'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Io } from '../../src/cli/io.ts'
import { asksForBaseline, baselineSide, suiteBaseline } from '../../src/cli/suite-baseline.ts'
import { encodeBaseline, poolRuns } from '../../src/gate/baseline/index.ts'
import type { Suite } from '../../src/suite/types.ts'
import { runOf } from '../gate/baseline/build.ts'
import { caseOf, sources, suiteOf } from '../gate/build.ts'

function place(): { dir: string; io: Io; said: () => string; put: (path: string, text: string) => string } {
  const dir = mkdtempSync(join(tmpdir(), 'pawl-baseline-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  const stream = new PassThrough()
  let text = ''
  stream.setEncoding('utf8').on('data', (piece: string) => {
    text += piece
  })
  const io: Io = {
    cwd: dir,
    env: {},
    stdout: stream,
    stderr: stream,
    stdin: stream,
    signal: new AbortController().signal,
    inForeground: (program) => program(),
    now: () => new Date(0),
    strayErrors: async () => 0,
    command: 'npx pawl',
  }
  const put = (path: string, content: string) => {
    mkdirSync(dirname(join(dir, path)), { recursive: true })
    writeFileSync(join(dir, path), content)
    return join(dir, path)
  }
  return { dir, io, said: () => text, put }
}

const suiteIn = (dir: string, over: Partial<Suite> = {}): Suite =>
  suiteOf([caseOf('a')], { path: join(dir, 'evals/shop.eval.yaml'), ...over })

const fileOf = (suite = 'shop'): string =>
  encodeBaseline(poolRuns([runOf('1', { a: 'PPF' }, { suite })], null).baseline)

const FILE = 'evals/baselines/shop.json'

describe('the baseline of a suite', () => {
  it('is the file beside it, which need not be there', () => {
    const { dir, io, put } = place()
    expect(suiteBaseline(suiteIn(dir), null, io)).toEqual({ place: FILE, baseline: null })
    put(FILE, fileOf())
    expect(suiteBaseline(suiteIn(dir), null, io)).toMatchObject({ place: FILE, baseline: { suite: 'shop' } })
  })

  it('is the file that the suite names, and before that the one of the command line', () => {
    const { dir, io, put } = place()
    const [own, named] = [put('own.json', fileOf()), put('named.json', fileOf())]
    const suite = suiteIn(dir, { baseline: { path: own, requireSame: [] } })
    expect(suiteBaseline(suite, null, io).place).toBe('own.json')
    expect(suiteBaseline(suite, named, io).place).toBe('named.json')
  })

  it('must be there where the command line names it, and be of this suite', () => {
    const { dir, io, put } = place()
    expect(() => suiteBaseline(suiteIn(dir), join(dir, 'x.json'), io)).toThrow(
      expect.objectContaining({
        code: 'usage',
        message: 'there is no baseline x.json',
        hint: 'Make it: pawl baseline update RUN --output x.json',
      }),
    )
    const other = put('other.json', fileOf('bank'))
    expect(() => suiteBaseline(suiteIn(dir), other, io)).toThrow(
      expect.objectContaining({
        code: 'usage',
        message: 'other.json is the baseline of bank, and not of shop',
        hint: `That of shop is ${FILE}.`,
      }),
    )
  })
})

describe('what a run is held against', () => {
  const where = (dir: string, named: string | null = null) => ({ named, runsFolder: join(dir, 'runs') })

  it('is its baseline, with the runs of it that are on disk', () => {
    const { dir, io, put } = place()
    put(FILE, fileOf())
    const suite = suiteIn(dir)
    expect(baselineSide(suite, where(dir), io)).toMatchObject({ label: FILE, suite: 'shop' })
    expect([...(baselineSide(suite, where(dir), io)?.entries(new Set(['a'])) ?? [])]).toEqual([])
  })

  it('is nothing where there is none', () => {
    const { dir, io, said } = place()
    expect([baselineSide(suiteIn(dir), where(dir), io), said()]).toEqual([null, ''])
    const naming = suiteIn(dir, { baseline: { path: join(dir, 'own.json'), requireSame: [] } })
    expect(baselineSide(naming, where(dir), io)).toBe(null)
    expect(said()).toContain('names own.json, which is not there yet')
  })

  it('that cannot be read is told, and stops only the run that asks for it', () => {
    const { dir, io, said, put } = place()
    const path = put(FILE, '{')
    expect(baselineSide(suiteIn(dir), where(dir), io)).toBe(null)
    expect(said()).toMatch(`not compared with a baseline: the baseline ${FILE} cannot be read`)
    const unreadable = expect.objectContaining({ code: 'baseline-unreadable' })
    const asking = suiteIn(dir, { assert: sources('p95_latency <= baseline * 1.2') })
    expect(() => baselineSide(asking, where(dir), io)).toThrow(unreadable)
    expect(() => baselineSide(suiteIn(dir), where(dir, path), io)).toThrow(unreadable)
  })
})

it.each([
  ['success_rate no_worse_than baseline', true],
  ['success_rate(tag=refund) >= baseline - 5pp', true],
  ['success_rate >= 95%', false],
  ['success_rate(tag=baseline) >= 95%', false],
])('%s asks for a baseline: %s', (text, asks) => {
  expect(asksForBaseline(suiteOf([], { assert: sources(text) }))).toBe(asks)
})
