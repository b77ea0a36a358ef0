import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { message } from '../model/build.ts'
import { sendMessage, serve } from '../model/server.ts'
import { exampleOf } from '../secrets/examples.ts'
import { folder, pawl, runFolders } from './cli.ts'

vi.setConfig({ testTimeout: 60_000 })

const TOKEN = 'correct horse battery'
const KEY = exampleOf('an Anthropic key')
const ENV = { SHOP_TOKEN: TOKEN }

/** Its agent says the token and a key, where the quotations of reports are cut. */
const FILES = {
  'agent.sh': `echo "$(seq -s ' ' 39) token $SHOP_TOKEN, $(printf %s "$SHOP_TOKEN" | base64), key ${KEY}"\n`,
  'x.eval.yaml': `suite: leak
agent: { command: [sh, ./agent.sh], pass_env: [SHOP_TOKEN] }
responses: script
trials: 2
cases:
  - { id: held, input: hi, expect: [{ contains: horse battery }] }
  - { id: missed, input: hi, expect: [{ contains: nothing of it }, { starts_with: nothing }] }
`,
}

const REPORTS = ['json=r.json', 'junit=r.xml', 'markdown=r.md'].flatMap((report) => ['--reporter', report])

/** All that a run has left behind, by name. */
const filesIn = (dir: string): [string, string][] =>
  globSync('{.pawl/runs/*/*,recordings/**/*.json,r.*}', { cwd: dir }).map((path) => [
    path,
    readFileSync(join(dir, path), 'utf8'),
  ])

function expectNoSecret(texts: readonly (readonly [string, string])[]): void {
  const encoded = Buffer.from(TOKEN).toString('base64')
  for (const [name, text] of texts) {
    for (const part of ['corre', 'horse bat', KEY.slice(0, 9), KEY.slice(-20), encoded]) {
      // The suite itself says what it expects.
      expect(
        text.replaceAll('contains \\"horse battery', '').replaceAll('"horse battery"', ''),
        name,
      ).not.toContain(part)
    }
  }
}

describe('a credential that the agent says', () => {
  it('is judged as it was said, and shown nowhere', async () => {
    const dir = folder(FILES)
    const run = await pawl(dir, ['run', 'x.eval.yaml', ...REPORTS], ENV)
    const files = filesIn(dir)
    expect(files.map(([name]) => name.replace(/.*\//, '')).sort()).toEqual([
      'r.json',
      'r.md',
      'r.xml',
      'run.json',
      'summary.json',
      'trials.jsonl',
    ])
    expectNoSecret([...files, ['stdout', run.stdout], ['stderr', run.stderr]])
    expect(run.stdout).toContain('39 token [redacted: the')
    expect(run.stdout).toContain('4 trials hold [redacted: …] in the place of a credential')
    expect(JSON.parse(readFileSync(join(dir, 'r.json'), 'utf8')).trials).toMatchObject({
      passed: 2,
      failed: 2,
    })
  })

  it('is told of when the journal is scored, which no longer holds it', async () => {
    const dir = folder(FILES)
    await pawl(dir, ['run', 'x.eval.yaml'], ENV)
    const [runDir = ''] = runFolders(dir)
    const scored = await pawl(dir, ['score', '--suite', 'x.eval.yaml', runDir], ENV)
    expect(scored.stdout).toContain('4 trials hold [redacted: …] in the place of a credential')
    expect(scored.stdout).toContain('4 failed of 4 trials')
    expectNoSecret([['stdout', scored.stdout]])
  })

  it('keeps its verdict when the run goes on', async () => {
    const dir = folder(FILES)
    await pawl(dir, ['run', 'x.eval.yaml'], ENV)
    const [runDir = ''] = runFolders(dir)
    const resumed = await pawl(dir, ['run', 'x.eval.yaml', '--resume', runDir, ...REPORTS], ENV)
    expect(JSON.parse(readFileSync(join(dir, 'r.json'), 'utf8')).trials).toMatchObject({
      passed: 2,
      failed: 2,
    })
    expect(resumed.stdout).toContain('4 trials hold [redacted: …]')
  })

  it("is refused in a recording, the run's own key by its value", async () => {
    const key = 'the-key-of-the-shop-4711'
    const server = await serve((response, request) => sendMessage(response, message(`it is ${key}`), request))
    const dir = folder({
      'agent.yaml': 'model: claude-sonnet-4-5\nmax_retries: 0\n',
      'x.eval.yaml':
        'suite: leak\nagent: ./agent.yaml\ncases: [{ id: one, input: hi, expect: [contains: it] }]\n',
    })
    const env = { ANTHROPIC_BASE_URL: server.url, ANTHROPIC_API_KEY: key }
    const run = await pawl(dir, ['record', 'x.eval.yaml'], env)
    expect(run.code).toBe(3)
    expect(run.stderr).toContain(
      'the recording of case one holds what looks like the value of ANTHROPIC_API_KEY at .recordings[0].calls[0].response.content[0].text',
    )
    expect(existsSync(join(dir, 'recordings/leak/one.json'))).toBe(false)
    for (const [name, text] of [...filesIn(dir), ['output', run.stdout + run.stderr] as const]) {
      expect(text, name).not.toContain(key)
    }
  })
})
