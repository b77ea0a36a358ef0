import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { answered, message } from '../model/build.ts'
import { returns } from './build.ts'
import {
  AGENTS,
  agentOf,
  command,
  familyIn,
  folder,
  isAlive,
  outside,
  say,
  trialOf,
  until,
} from './outside.ts'

const sh = (script: string, more = {}) => agentOf(['sh', '-c', script], more)

describe('a program for one message', () => {
  it('in Python asks the model of its trial, without knowing of pawl', async () => {
    const trial = trialOf(() => answered({ body: message('Paris') }))
    expect(await say(agentOf(['python3', 'ask.py']), 'Capital of France?', trial)).toBe('Paris')
    expect(trial.calls()).toMatchObject([{ request: { messages: [{ content: 'Capital of France?' }] } }])
  })

  it('runs beside others, each with the model of its own trial', async () => {
    const target = await command(agentOf(['python3', 'ask.py', '${input}']))
    const answers = await Promise.all(
      Array.from({ length: 6 }, async (_, index) => {
        const trial = trialOf(() => answered({ body: message(`answer ${index}`) }))
        const session = await target.open(trial.environment)
        const { text } = await session.send(`question ${index}`)
        await session.close()
        return [text, trial.calls().length]
      }),
    )
    expect(answers).toEqual(answers.map((_, index) => [`answer ${index}`, 1]))
  })

  it('gets the message on stdin as it is, or as one argument that no shell reads', async () => {
    const hostile = '"; echo $HOME `id` ${home} $(id)\nsecond line'
    expect(await say(sh('cat'), hostile)).toBe(hostile)
    expect(await say(agentOf(['printf', '%s', '${input}']), hostile)).toBe(hostile)
  })

  it('gets text blocks as text, and others as JSON', async () => {
    const target = await command(sh('cat'))
    const image = [
      { type: 'text', text: 'a' },
      { type: 'image', source: {} },
    ] as const
    const sent = [
      [
        { type: 'text', text: 'a' },
        { type: 'text', text: 'b' },
      ] as const,
      image,
    ]
    const got: string[] = []
    for (const content of sent) {
      const session = await target.open(trialOf().environment)
      got.push((await session.send(content)).text)
      await session.close()
    }
    expect(got).toEqual(['a\nb', JSON.stringify(image)])
  })

  it.each([
    ['printf "two\\n\\n"', 'two\n'],
    ['printf "none"', 'none'],
    ['printf ""', ''],
    ['printf "dos\\r\\n"', 'dos'],
  ])('answers with what it prints, but for one end of line: %s', async (script, answer) => {
    expect(await say(sh(script), 'x')).toBe(answer)
  })

  it('may print JSON with its answer at a path', async () => {
    const output = { kind: 'json', path: 'result.texts[-1]' } as const
    const print = (json: string) => say(agentOf(['printf', '%s', json], { output }), 'x')
    expect(await print('{"result":{"texts":["a","b"]}}')).toBe('b')
    expect(await print('{"result":{"texts":[{"k":1}]}}')).toBe('{"k":1}')
    await expect(print('{"results":{"texts":[1,2]}}')).rejects.toThrow(
      "the agent's output has nothing at result.texts[-1]; it is { results: { texts: [number, …] } }",
    )
    await expect(print('sorry')).rejects.toThrow('expected the agent to print JSON, found "sorry"')
  })

  it.each([
    ['echo started >&2; echo "no such order" >&2; exit 3', 'exit code 3: no such order'],
    ['kill -SEGV $$', 'signal SIGSEGV'],
    ['exit 1', 'exit code 1'],
  ])('fails where it does not end well: %s', async (script, how) => {
    await expect(say(sh(script), 'x')).rejects.toThrow(`the agent ended with ${how}`)
  })

  it('fails where it prints more than anybody could read', async () => {
    await expect(say(sh('cat /dev/zero'), 'x')).rejects.toThrow('the agent printed more than 16 MB')
  })

  it('that cannot be started is no failure of the agent', async () => {
    await expect(say(agentOf(['no-such-agent']), 'x')).rejects.toMatchObject({ code: 'agent-unloadable' })
  })

  it('has the end of its complaints kept', async () => {
    const session = await (await command(sh('echo oh >&2'))).open(trialOf().environment)
    await session.send('x')
    expect(session.stderr?.()).toBe('oh\n')
    await session.close()
  })
})

describe('a process that left the group of its program', () => {
  const daemon = (pids: string) => `
import os, subprocess, sys
child = subprocess.Popen(["sleep", "60"], start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
open(${JSON.stringify(pids)}, "w").write(f"{os.getpid()} {child.pid}")
print("done")
`
  // Other systems do not show the environment of another process.
  it.runIf(process.platform === 'linux')('is gone when the trial is over', async () => {
    const pids = join(folder(), 'pids')
    const session = await (await command(agentOf(['python3', '-c', daemon(pids)]))).open(
      trialOf().environment,
    )
    expect((await session.send('x')).text).toBe('done')
    const [, child = 0] = await familyIn(pids)
    expect(isAlive(child)).toBe(true)
    await session.close()
    await until(() => !isAlive(child))
  })
})

describe('a program whose time is over', () => {
  it.each(['once', 'jsonl'] as const)('leaves nothing behind (%s)', async (io) => {
    const file = join(folder(), 'pids')
    const trial = trialOf()
    const target = await command(agentOf(['node', 'family.mjs', file], { io, home: 'private' }))
    const session = await target.open(trial.environment)
    const sending = session.send('x')
    sending.catch(() => {})
    const pids = await familyIn(file)
    trial.abort(new Error('time is over'))
    await expect(sending).rejects.toThrow('time is over')
    await target.close()
    await until(() => !pids.some(isAlive))
    expect(existsSync(trial.known.home ?? '')).toBe(false)
  })

  it('has no address any more', async () => {
    const trial = trialOf()
    const session = await (await command(sh('true'))).open(trial.environment)
    await session.send('x')
    await session.close()
    expect((await fetch(`${trial.known.gateway}/v1/messages`, { method: 'POST', body: '{}' })).status).toBe(
      409,
    )
  })
})

describe('a program in conversation', () => {
  const talk = (more = {}) => agentOf(['python3', 'talk.py'], { io: 'jsonl', ...more })

  it('is one process for all turns', async () => {
    const target = await command(talk())
    const session = await target.open(trialOf().environment)
    const replies = [await session.send('a'), await session.send('b'), await session.send('cut')]
    const pid = replies[0]?.text.split(':')[2]
    expect(replies).toEqual([
      { text: `1:a:${pid}`, stopReason: null },
      { text: `2:a,b:${pid}`, stopReason: null },
      { text: `3:a,b,cut:${pid}`, stopReason: 'max_tokens' },
    ])
    await session.close()
    expect(isAlive(Number(pid))).toBe(false)
    expect(target.capabilities).toMatchObject({ turns: true, correlated: true })
  })

  it('may finish what it does when its input ends', async () => {
    const FAREWELL = join(folder(), 'farewell')
    const session = await (await command(talk({ env: { FAREWELL } }))).open(trialOf().environment)
    await session.send('a')
    await session.close()
    expect(readFileSync(FAREWELL, 'utf8')).toBe('1')
  })

  it.each([
    ['leave', 'the agent ended before it answered turn 1, with exit code 4: I have had enough'],
    ['chatter', 'expected the agent to print a line {"output": "…"}, found "thinking aloud"'],
  ])('fails where it is asked to %s', async (what, why) => {
    await expect(say(talk(), what)).rejects.toThrow(why)
  })

  it('fails where it answers before it is asked', async () => {
    const session = await (await command(talk())).open(trialOf().environment)
    expect((await session.send('twice')).text).toBe('early')
    await until(() =>
      session.send('b').then(
        () => true,
        () => true,
      ),
    )
    await session.close()
  })

  it('is asked nothing and never started', async () => {
    const session = await (await command(talk())).open(trialOf().environment)
    await session.close()
  })
})

describe('the world of a program', () => {
  it('is a fresh copy of its workspace, the original untouched', async () => {
    const workspace = folder()
    mkdirSync(join(workspace, 'src'))
    writeFileSync(join(workspace, 'src', 'a.txt'), 'original')
    symlinkSync('src/a.txt', join(workspace, 'link'))
    const target = await command(sh('cat link; echo changed > link; pwd', { workspace }))
    const seen: string[] = []
    for (let round = 0; round < 2; round++) {
      const trial = trialOf()
      const session = await target.open(trial.environment)
      const { text } = await session.send('x')
      expect(text).toBe(`original${trial.known.cwd}`)
      await session.close()
      seen.push(String(trial.known.cwd))
    }
    expect(new Set([...seen, workspace]).size).toBe(3)
    expect(seen.some((path) => existsSync(path))).toBe(false)
    expect(readFileSync(join(workspace, 'src', 'a.txt'), 'utf8')).toBe('original')
  })

  it.each(['/etc/hosts', '../outside'])('has no way out of a copy: a link to %s', async (to) => {
    const workspace = folder()
    symlinkSync(to, join(workspace, 'link'))
    const target = await command(sh('true', { workspace }))
    await expect(target.open(trialOf().environment)).rejects.toMatchObject({
      code: 'suite-unreadable',
      message: expect.stringContaining(`holds the link link to ${to}, which leads out`) as string,
    })
  })

  it('is removed even where the agent has locked it', async () => {
    const trial = trialOf()
    await say(sh('mkdir -p a/b; touch a/b/c; chmod 500 a/b a', { workspace: folder() }), 'x', trial)
    expect(existsSync(String(trial.known.cwd))).toBe(false)
  })

  it('is known to the recording before it begins', async () => {
    const trial = trialOf()
    const print = sh(
      'echo "$HOME $TMPDIR $ANTHROPIC_BASE_URL $OPENAI_BASE_URL $PAWL_TRIAL $ANTHROPIC_API_KEY $EXTRA"',
      {
        home: 'private',
        env: { EXTRA: '${home}/x-${trial}-${unknown}' },
      },
    )
    const said = await say(print, 'x', trial)
    const { home, tmp, gateway, trial: key, cwd } = trial.known
    expect(said).toBe(`${home} ${tmp} ${gateway} ${gateway}/v1 ${key} pawl ${home}/x-${key}-\${unknown}`)
    expect([cwd, gateway?.endsWith(`/t/${key}`)]).toEqual([AGENTS, true])
  })

  it('has our environment only where it is on the list', async () => {
    const env = {
      PATH: process.env['PATH'],
      LC_ALL: 'C',
      ANTHROPIC_API_KEY: 'sk-ant-real',
      ANTHROPIC_AUTH_TOKEN: 'real',
      NODE_OPTIONS: '--inspect',
      npm_config_x: '1',
      AWS_SECRET: 's',
      MINE: 'm',
      HTTPS_PROXY: 'p',
    }
    const options = await outside({ env })
    const session = await (await command(sh('env', { passEnv: ['MINE'] }), options)).open(
      trialOf().environment,
    )
    const { text } = await session.send('x')
    await session.close()
    const names = text.split('\n').map((line) => line.split('=')[0])
    const expected = [
      'ANTHROPIC_API_KEY',
      'ANTHROPIC_BASE_URL',
      'LC_ALL',
      'MINE',
      'NO_PROXY',
      'OPENAI_API_KEY',
    ]
    const more = ['OPENAI_BASE_URL', 'PATH', 'PAWL_GATEWAY', 'PAWL_TRIAL', 'TMPDIR', 'no_proxy']
    // The shell adds these by itself.
    const shells = ['PWD', 'OLDPWD', 'SHLVL', '_']
    expect(names.filter((name) => !shells.includes(String(name))).sort()).toEqual([...expected, ...more])
    expect(text).not.toContain('real')
  })

  it('has the suite’s tools where it asks for them', async () => {
    const trial = trialOf(undefined, { get_order: [returns({ status: 'late' })] })
    const call = `python3 -c '
import json, os, urllib.request
call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "get_order", "arguments": {"id": "A"}}}
request = urllib.request.Request(os.environ["PAWL_MCP_URL"], json.dumps(call).encode())
print(json.load(urllib.request.urlopen(request))["result"]["content"][0]["text"])'`
    expect(await say(sh(call, { tools: 'mcp' }), 'x', trial)).toBe('{"status":"late"}')
  })
})

describe('the identity of a program', () => {
  it('is its command, settings and the files that they name, wherever they are', async () => {
    const [one, other] = [folder(), folder()]
    const [name, extra] = ['agent.py', 'more/extra.txt']
    for (const cwd of [one, other]) {
      mkdirSync(join(cwd, 'more'))
      writeFileSync(join(cwd, name), 'print(1)')
      writeFileSync(join(cwd, extra), 'x')
    }
    const made = (cwd: string, more = {}) =>
      command(agentOf(['python3', join(cwd, name)], { cwd, sources: [join(cwd, 'more')], ...more }))
    const first = await made(one)
    expect((await made(other)).fingerprint).toBe(first.fingerprint)
    expect(Object.keys(first.parts).sort()).toEqual(['agent.py', 'command', 'env', 'more', 'passEnv', 'run'])
    expect((await made(one, { env: { A: 'b' } })).fingerprint).not.toBe(first.fingerprint)
    writeFileSync(join(one, extra), 'y')
    const changed = await made(one)
    const differing = Object.keys(first.parts).filter((part) => first.parts[part] !== changed.parts[part])
    expect(differing).toEqual(['more'])
    expect(first.label).toBe('python3 agent.py')
  })
})
