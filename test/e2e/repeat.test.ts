import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { folder, journalLines, MAIN, pawl, ROOT, runFolders, shell, start, write } from './cli.ts'

vi.setConfig({ testTimeout: 60_000 })

const withoutRunId = (text: string): string => text.replaceAll(/"runId": "[^"]+"/g, '"runId": "…"')

describe('the same files and seed give the same result, byte for byte', () => {
  const json = async (...more: string[]) => {
    const dir = folder()
    const args = ['run', 'evals', '--output', dir, '--reporter', 'json', ...more]
    const { code, stdout } = await pawl(ROOT, args)
    return `exit ${code}\n${withoutRunId(stdout)}`
  }

  it('twice, and at any concurrency', async () => {
    const first = await json()
    expect(first).toMatch(/^exit 0\n\[/)
    expect(await json()).toBe(first)
    expect(await json('--concurrency', '1')).toBe(first)
    expect(await json('--concurrency', '32')).toBe(first)
  })

  it('and another seed gives another result', async () => {
    expect(await json('--seed', '2')).not.toBe((await json('--seed', '3')).replace('"seed": 3', '"seed": 2'))
  })
})

/** A case that passes, one that fails, and one that waits until the file `go` is there. */
const WAITING = {
  'agent.mjs': `import { existsSync, watch } from 'node:fs'
export default async (trial) => {
  if (trial.input === 'wait') {
    await new Promise((resolve) => {
      const look = () => existsSync('go') && resolve()
      watch('.', look)
      look()
    })
  }
  return trial.input === 'bye' ? 'Goodbye!' : 'Hello!'
}`,
  'a.eval.yaml': `suite: waiting
agent: { module: ./agent.mjs }
responses: script
trials: 4
assert: [success_rate >= 50%]
cases:
  - { id: right, input: hi, expect: [contains: Hello] }
  - { id: waits, input: wait, expect: [contains: Hello] }
  - { id: wrong, input: bye, expect: [contains: Hello] }
`,
}

describe('an interrupted run', () => {
  const outcomes = (lines: readonly string[]) =>
    lines.map((line) => {
      const { case: id, trial, outcome } = JSON.parse(line)
      return `${id}#${trial} ${outcome}`
    })

  it('exits with 130, keeps what was finished, and goes on to the result of an uninterrupted one', async () => {
    const dir = folder(WAITING)
    const started = start(process.execPath, [MAIN, 'run', 'a.eval.yaml', '--concurrency', '12'], dir)
    await vi.waitFor(() => expect(journalLines(dir)).toHaveLength(8), { timeout: 30_000, interval: 20 })
    started.process.kill('SIGINT')
    const { code, stdout, stderr } = await started.done
    expect(code).toBe(130)
    expect(stderr).toContain('interrupted')
    expect(stdout).toContain('4 of 12 planned trials were not run')
    expect(stdout).toMatch(/exit 130: interrupted/)
    expect(stdout).not.toMatch(/^PASS/m)
    const kept = journalLines(dir)
    expect(kept).toHaveLength(8)
    expect(outcomes(kept).filter((line) => line.startsWith('waits'))).toEqual([])

    write(dir, 'go', '')
    const [run = ''] = runFolders(dir)
    const resumed = await pawl(dir, ['run', 'a.eval.yaml', '--resume', run, '--reporter', 'json'])
    expect(resumed).toMatchObject({ code: 0, stderr: '' })
    expect(runFolders(dir)).toEqual([run])
    expect(journalLines(dir).slice(0, 8)).toEqual(kept)
    expect(journalLines(dir)).toHaveLength(12)

    const whole = folder({ ...WAITING, go: '' })
    const uninterrupted = await pawl(whole, ['run', 'a.eval.yaml', '--reporter', 'json'])
    expect(withoutRunId(resumed.stdout)).toBe(withoutRunId(uninterrupted.stdout))
    expect(outcomes(journalLines(dir)).sort()).toEqual(outcomes(journalLines(whole)).sort())
  })

  it('whose last line was torn by a crash goes on as well', async () => {
    const dir = folder({ ...WAITING, go: '' })
    const whole = await pawl(dir, ['run', 'a.eval.yaml', '--reporter', 'json'])
    const [run = ''] = runFolders(dir)
    const journal = readFileSync(join(run, 'trials.jsonl'), 'utf8')
    write(run, 'trials.jsonl', journal.slice(0, Math.floor(journal.length / 2)))
    const resumed = await pawl(dir, ['run', 'a.eval.yaml', '--resume', run, '--reporter', 'json'])
    expect(resumed).toEqual(whole)
    expect(journalLines(dir)).toHaveLength(12)
  })

  it('does not go on with another suite or seed', async () => {
    const dir = folder({ ...WAITING, go: '' })
    await pawl(dir, ['run', 'a.eval.yaml'])
    const [run = ''] = runFolders(dir)
    const args = ['run', 'a.eval.yaml', '--resume', run]
    const seed = await pawl(dir, [...args, '--seed', '2'])
    expect(seed).toMatchObject({ code: 2, stdout: '' })
    expect(seed.stderr).toContain('resume-mismatch')
    write(dir, 'a.eval.yaml', WAITING['a.eval.yaml'].replace('contains: Hello', 'contains: Bye'))
    expect(await pawl(dir, args)).toMatchObject({ code: 2, stdout: '' })
  })
})

describe('the command under a failing trial', () => {
  it('shows that trial again when it is pasted', async () => {
    const dir = folder({ ...WAITING, go: '' })
    write(dir, `it's here/a b.eval.yaml`, WAITING['a.eval.yaml'].replace('./agent.mjs', '../agent.mjs'))
    const { code, stdout } = await pawl(dir, ['run', `it's here`, '--seed', '7'])
    expect(code).toBe(0)
    const [command = '', ...more] = stdout.match(/^ +node .*$/gm) ?? []
    expect(more).toEqual([])
    expect(stdout).toContain('and 3 more trials of this case with the same reason')
    const again = await shell(dir, command)
    expect(again).toMatchObject({ code: 1, stderr: '' })
    expect(again.stdout).toMatch(/^1 failed of 1 trial$/m)
    expect(again.stdout).toContain(command.trim())
  })
})

describe('pawl score', () => {
  it('judges a finished run again, with the suite as it is now', async () => {
    const dir = folder({ ...WAITING, go: '' })
    const first = await pawl(dir, ['run', 'a.eval.yaml', '--reporter', 'json'])
    const [run = ''] = runFolders(dir)
    const args = ['score', '--suite', 'a.eval.yaml', run, '--reporter', 'json']
    expect(await pawl(dir, args)).toEqual(first)
    write(dir, 'a.eval.yaml', WAITING['a.eval.yaml'].replace('>= 50%', '>= 90%'))
    const stricter = await pawl(dir, args)
    expect(stricter.code).toBe(1)
    expect(JSON.parse(stricter.stdout)).toMatchObject({ decision: 'fail', trials: { passed: 8, failed: 4 } })
  })
})
