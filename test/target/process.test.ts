import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type ProcessOptions, startProcess } from '../../src/target/process.ts'
import { createReaper } from '../../src/target/reaper.ts'
import { AGENTS, familyIn, folder, isAlive, until } from './outside.ts'

const PATH = process.env['PATH'] ?? ''
const start = (argv: readonly string[], more: Partial<ProcessOptions> = {}) =>
  startProcess({ argv, cwd: AGENTS, env: { PATH }, ...more })

describe('a process', () => {
  it('gives its output, the end of what it complains of, and its exit code', async () => {
    const pieces: Buffer[] = []
    const process = await start(['sh', '-c', 'cat; echo "\u001b[31mred\u001b[0m" >&2; exit 3'], {
      onStdout: (piece) => void pieces.push(piece),
    })
    process.stdin.end('given')
    expect(await process.ended).toEqual({ exitCode: 3, signal: null })
    expect([Buffer.concat(pieces).toString(), process.stderr()]).toEqual(['given', 'red\n'])
  })

  it('keeps the last 64 KB of stderr', async () => {
    const process = await start(['sh', '-c', 'head -c 1000000 /dev/zero | tr "\\0" x >&2; echo end >&2'])
    await process.ended
    expect(process.stderr()).toHaveLength(64 * 1024)
    expect(process.stderr().endsWith('xend\n')).toBe(true)
  })

  it('may leave its input unread', async () => {
    const process = await start(['true'])
    process.stdin.end('x'.repeat(1_000_000))
    expect(await process.ended).toEqual({ exitCode: 0, signal: null })
  })

  it.each([
    [['no-such-program'], {}, `it is in none of the folders of PATH (${PATH})`],
    [['./no-such-program'], {}, 'there is no such file'],
    [['./ask.py'], {}, 'it is not executable'],
    [['true'], { cwd: '/no/such/folder' }, 'its working directory /no/such/folder does not exist'],
    [['echo', 'x'.repeat(5_000_000)], {}, 'E2BIG'],
    [['echo', 'a\0b'], {}, 'null bytes'],
  ])('that cannot be started says why: %#', async (argv, more, why) => {
    await expect(start(argv, more)).rejects.toMatchObject({
      code: 'agent-unloadable',
      message: expect.stringContaining(why) as string,
    })
  })
})

describe('a process that is killed', () => {
  it.each(['stay', 'stubborn'])('leaves nobody behind, where it would %s', async (how) => {
    const file = join(folder(), 'pids')
    const running = await start(['node', 'family.mjs', file, how])
    const pids = await familyIn(file)
    expect(pids.map(isAlive)).toEqual([true, true])
    expect(await running.kill()).toMatchObject({ exitCode: null })
    await until(() => !pids.some(isAlive))
  })

  it('by its signal leaves nobody behind', async () => {
    const file = join(folder(), 'pids')
    const controller = new AbortController()
    const running = await start(['node', 'family.mjs', file], { signal: controller.signal })
    const pids = await familyIn(file)
    controller.abort()
    await running.ended
    await until(() => !pids.some(isAlive))
  })

  it('before it could begin ends at once', async () => {
    const running = await start(['sleep', '60'], { signal: AbortSignal.abort() })
    expect(await running.ended).toEqual({ exitCode: null, signal: 'SIGTERM' })
  })

  it('a second time is not another that has its number by now', async () => {
    const running = await start(['true'])
    await running.ended
    expect(await running.kill()).toEqual({ exitCode: 0, signal: null })
  })
})

describe('a process that leaves by itself', () => {
  it('takes along what it started', async () => {
    const file = join(folder(), 'pids')
    const running = await start(['node', 'family.mjs', file, 'leave'])
    expect(await running.ended).toEqual({ exitCode: 0, signal: null })
    const pids = await familyIn(file)
    await until(() => !pids.some(isAlive))
  })

  it('is over although one that left its group holds its output open', async () => {
    const daemon =
      'import os,sys,time\nif os.fork()==0:\n os.setsid(); time.sleep(5)\nelse: print("done",flush=True)'
    const printed: string[] = []
    const running = await start(['python3', '-c', daemon], {
      onStdout: (piece) => void printed.push(String(piece)),
    })
    const begin = performance.now()
    await running.ended
    expect(printed).toEqual(['done\n'])
    expect(performance.now() - begin).toBeLessThan(4000)
  })
})

describe('the watchdog', () => {
  it('ends the agents of a harness that was killed', async () => {
    const file = join(folder(), 'pids')
    const argv = [join(AGENTS, 'harness.ts'), 'node', join(AGENTS, 'family.mjs'), file]
    const harness = spawn(process.execPath, argv, { stdio: 'inherit', env: { PATH } })
    const pids = await familyIn(file)
    expect(pids.map(isAlive)).toEqual([true, true])
    harness.kill('SIGKILL')
    await until(() => !pids.some(isAlive))
  })

  it.runIf(process.platform === 'linux')('ends what has left its group, too', async () => {
    const file = join(folder(), 'pids')
    const leave = `
import os, subprocess, time
child = subprocess.Popen(["sleep", "60"], start_new_session=True)
open(${JSON.stringify(file)}, "w").write(f"{os.getpid()} {child.pid}")
time.sleep(60)`
    const argv = [join(AGENTS, 'harness.ts'), 'python3', '-c', leave]
    const harness = spawn(process.execPath, argv, { stdio: 'inherit', env: { PATH } })
    const pids = await familyIn(file)
    expect(pids.map(isAlive)).toEqual([true, true])
    harness.kill('SIGKILL')
    await until(() => !pids.some(isAlive))
  })

  it('leaves the processes alone that were released', async () => {
    const reaper = createReaper()
    const [kept, lost] = await Promise.all([start(['sleep', '60']), start(['sleep', '60'])])
    for (const { pid } of [kept, lost]) reaper.watch(pid)
    reaper.release(kept.pid)
    reaper.close()
    await lost.ended
    expect(isAlive(kept.pid)).toBe(true)
    await kept.kill()
  })
})
