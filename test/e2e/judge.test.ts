import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { judgeProvider } from '../run/judge-provider.ts'
import { folder, pawl, runFolders, write } from './cli.ts'

vi.setConfig({ testTimeout: 60_000 })

const AGENT = 'model: claude-opus-5\nstream: false\nmax_retries: 0\n'

const suite = (rubric: string, more = '') => `suite: orders
agent: ./agent.yaml
trials: 2
cases:
  - id: hello
    input: Hi
    expect: [ judge: { rubric: ${rubric} } ]
${more}`

const SCRIPT = '    script: [ { text: Hello., usage: { input: 10, output: 2 } } ]\n'

const FILES = { 'agent.yaml': AGENT, 'x.eval.yaml': suite('It is polite.') }

const judgeFile = 'recordings/orders/hello.judge.json'

describe('pawl record', () => {
  it('asks judges that were not asked, and nobody else, where the agent is recorded', async () => {
    const dir = folder(FILES)
    const { env, asked, agentAsked } = await judgeProvider('pass')
    const first = await pawl(dir, ['record', 'x.eval.yaml'], env)
    expect(first.code).toBe(0)
    expect(first.stderr).toContain(
      'x.eval.yaml: 2 of 2 recordings are missing; an unknown number of calls; judges: 2 calls at most, at an unknown price',
    )
    expect([asked(), agentAsked()]).toEqual([1, 2])
    expect(await pawl(dir, ['run', 'x.eval.yaml'])).toMatchObject({ code: 0 })
    expect(await pawl(dir, ['record', 'x.eval.yaml'], env)).toMatchObject({
      stdout: 'all 2 recordings are valid; nothing was asked\n',
    })
    write(dir, 'x.eval.yaml', suite('It is short.'))
    const missed = await pawl(dir, ['run', 'x.eval.yaml'])
    expect(missed.code).toBe(3)
    expect(missed.stdout.replaceAll(/[\s│]+/g, ' ')).toContain(' record x.eval.yaml --case hello --judges')
    const second = await pawl(dir, ['record', 'x.eval.yaml'], env)
    expect(second.stderr).toContain('x.eval.yaml: the judges of 2 trials are asked; 2 calls at most')
    expect([asked(), agentAsked()]).toEqual([2, 2])
    expect(await pawl(dir, ['run', 'x.eval.yaml'])).toMatchObject({ code: 0 })
  })

  it('--judges asks the judges of a suite on scripts', async () => {
    const dir = folder({ ...FILES, 'x.eval.yaml': suite('It is polite.', SCRIPT) })
    const { env, asked, agentAsked } = await judgeProvider('pass')
    expect(await pawl(dir, ['run', 'x.eval.yaml'])).toMatchObject({ code: 3 })
    expect(await pawl(dir, ['record', 'x.eval.yaml', '--judges'], env)).toMatchObject({ code: 0 })
    expect([asked(), agentAsked()]).toEqual([1, 0])
    expect(await pawl(dir, ['run', 'x.eval.yaml'])).toMatchObject({ code: 0 })
    expect(existsSync(join(dir, 'recordings/orders/hello.json'))).toBe(false)
    expect(await pawl(dir, ['recordings', 'check', 'x.eval.yaml'])).toMatchObject({ code: 0 })
  })

  it('without a key says so before anything is run', async () => {
    const dir = folder({ ...FILES, 'x.eval.yaml': suite('It is polite.', SCRIPT) })
    const { code, stderr } = await pawl(dir, ['record', 'x.eval.yaml', '--judges'])
    expect(code).toBe(3)
    expect(stderr).toContain('error [key-missing]')
  })
})

describe('pawl recordings', () => {
  const git = (dir: string, ...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: dir })

  it('lists, checks, prunes and compares what judges said', async () => {
    const dir = folder(FILES)
    const polite = await judgeProvider('pass')
    await pawl(dir, ['record', 'x.eval.yaml'], polite.env)
    git(dir, 'init', '-q')
    git(dir, 'add', '.')
    git(dir, 'commit', '-qm', 'recorded')
    const list = await pawl(dir, ['recordings', 'list', 'x.eval.yaml'])
    expect(list.stdout).toMatch(/its judges +1 +\S+ +claude-sonnet-5-5 +1 +1,100 +\$0\.003 /)
    expect((await pawl(dir, ['recordings', 'diff', 'x.eval.yaml'])).stdout).toContain('answers as it did')

    const rude = await judgeProvider('fail')
    expect(await pawl(dir, ['record', 'x.eval.yaml', '--judges', '--all'], rude.env)).toMatchObject({
      code: 1,
    })
    const diff = await pawl(dir, ['recordings', 'diff', 'x.eval.yaml'])
    expect(diff.stdout).toContain('hello, its judges')
    expect(diff.stdout).toContain('answer 0, call 1')

    write(dir, 'x.eval.yaml', suite('It is short.'))
    const check = await pawl(dir, ['recordings', 'check', 'x.eval.yaml'])
    expect(check.code).toBe(3)
    expect(check.stdout).toContain('✖ hello: 1 judge without a recorded answer')
    expect(check.stdout).toContain('⚠ hello: 1 answer of judges that the case has no more')
    await pawl(dir, ['recordings', 'prune', 'x.eval.yaml'])
    expect(existsSync(join(dir, judgeFile))).toBe(false)
    expect(existsSync(join(dir, 'recordings/orders/hello.json'))).toBe(true)
  })

  it('of a damaged file say so, and it is no silent call', async () => {
    const dir = folder(FILES)
    const { env } = await judgeProvider('pass')
    await pawl(dir, ['record', 'x.eval.yaml'], env)
    const text = readFileSync(join(dir, judgeFile), 'utf8')
    write(dir, judgeFile, text.replace('It is polite.', 'It is rude.'))
    expect(await pawl(dir, ['recordings', 'check', 'x.eval.yaml'])).toMatchObject({ code: 3 })
    write(dir, judgeFile, text.slice(0, 200))
    const { code, stdout } = await pawl(dir, ['run', 'x.eval.yaml'], env)
    expect(code).toBe(3)
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('hello.judge.json cannot be read')
  })
})

describe('pawl judge calibrate', () => {
  const line = (text: string, label: string) =>
    JSON.stringify({
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: text },
      ],
      label,
    })

  it('reports agreement, kappa and confusion; cannot tell is counted apart', async () => {
    const labels = [line('a', 'pass'), line('b', 'fail'), line('c', 'fail'), line('d', 'fail')].join('\n')
    const dir = folder({ ...FILES, 'labels.jsonl': labels })
    const { env, asked } = await judgeProvider('pass', 'pass', 'fail', 'cannot_tell')
    const args = ['judge', 'calibrate', 'labels.jsonl', '--suite', 'x.eval.yaml', '--concurrency', '1']
    const first = await pawl(dir, [...args, '--responses', 'record', '--reporter', 'json'], env)
    expect(first).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(first.stdout)).toMatchObject({
      labels: 4,
      decided: 3,
      cannotTell: 1,
      agreement: { value: 2 / 3 },
      kappa: { value: expect.closeTo(0.4, 10) },
      confusion: {
        answers: ['pass', 'fail'],
        rows: [
          [1, 0],
          [1, 1],
        ],
        cannotTell: [0, 1],
      },
      costUsd: expect.closeTo(0.012, 10),
    })
    const again = await pawl(dir, args)
    expect(again.code).toBe(0)
    expect(again.stdout).toContain('4 labels: 3 decided, 1 cannot tell, 0 errors')
    expect(again.stdout).toContain('labels.jsonl:2  people say fail; the judge says pass')
    expect(asked()).toBe(4)
  })

  it('takes labels of the trials of a run', async () => {
    const dir = folder({ ...FILES, 'labels.jsonl': '{"case":"hello","trial":1,"label":"fail"}\n' })
    const { env } = await judgeProvider('pass')
    await pawl(dir, ['record', 'x.eval.yaml'], env)
    const [run = ''] = runFolders(dir)
    const args = ['judge', 'calibrate', 'labels.jsonl', '--suite', 'x.eval.yaml']
    expect((await pawl(dir, [...args, '--run', run])).stdout).toContain('0 of 1 decided')
    const without = await pawl(dir, args)
    expect(without).toMatchObject({ code: 2, stdout: '' })
    expect(without.stderr).toContain('line 1: it has no messages: name the run')
  })

  it.each([
    [line('a', 'good'), '.label: expected one of pass, fail, found "good"'],
    ['{"label":"pass"}', '.case'],
    ['{', 'line 1:'],
    ['', 'it holds no label'],
  ])('refuses labels such as %s', async (text, why) => {
    const dir = folder({ ...FILES, 'labels.jsonl': text })
    const { code, stderr } = await pawl(dir, ['judge', 'calibrate', 'labels.jsonl', '--suite', 'x.eval.yaml'])
    expect(code).toBe(2)
    expect(stderr).toContain('error [labels-invalid]')
    expect(stderr).toContain(why)
  })

  it('without a recorded answer is exit 3 and says why, and asks which judge is meant', async () => {
    const dir = folder({ ...FILES, 'labels.jsonl': line('a', 'pass') })
    const args = ['judge', 'calibrate', 'labels.jsonl', '--suite', 'x.eval.yaml']
    const missing = await pawl(dir, args)
    expect(missing.code).toBe(3)
    expect(missing.stdout).toContain('no recorded answers of a judge')
    expect(missing.stdout).toContain(` ${args.join(' ')} --responses record`)
    write(
      dir,
      'x.eval.yaml',
      suite('It is polite.', '  - { id: b, input: Hi, expect: [ judge: { rubric: Short. } ] }\n'),
    )
    const several = await pawl(dir, args)
    expect(several).toMatchObject({ code: 2 })
    expect(several.stderr).toContain('its judges are hello (line 7): "It is polite."; b (line 8): "Short."')
    expect((await pawl(dir, [...args, '--case', 'b'])).code).toBe(3)
  })
})
