import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { expectSameAgain, TRIALS } from './check.ts'
import { sendScout } from './plays.ts'
import {
  type Blur,
  INSTALL_MS,
  installed,
  modelCalls,
  record,
  replay,
  toolCalls,
  type World,
} from './suite.ts'

let folder = ''
beforeAll(() => {
  folder = installed('claude-code')
}, INSTALL_MS)

/** What Claude Code makes up anew each time it starts. */
const BLURS: readonly Blur[] = [
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<UUID>'],
  [/device_id\\":\\"[0-9a-f]{64}/g, '<DEVICE>'],
  [/\ba[0-9a-f]{16}\b/g, '<AGENT>'],
  [/duration_ms(: |>)\d+/g, '<DURATION>'],
  [/([0-9a-f]{7} shop \d+(\\n)*)+/g, '<COMMITS>'],
]

const QUIET = { CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1', CLAUDE_CODE_ATTRIBUTION_HEADER: '0' }
const SILENT = { DISABLE_TELEMETRY: '1', DISABLE_ERROR_REPORTING: '1', DISABLE_AUTOUPDATER: '1' }
const FOREGROUND = { CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: '1' }

const yamlOf = (tools: 'few' | 'all', env: Readonly<Record<string, string>>) => `suite: claude-code
agent:
  command: [node, ${join(folder, 'agent.mjs')}, ${tools}]
  workspace: ./workspace
  home: private
  env: ${JSON.stringify({ ...QUIET, ...SILENT, ...env })}
normalize: [claude-code]
timeout: 120s
cases:
  - id: cities
    input: How warm is it?
    expect: [{ contains: schön ✓ }]
`

/** A repository with a commit of its own each time. */
function commit({ folder: place }: World): void {
  const git = (...args: readonly string[]) => {
    const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', '-c', 'init.defaultBranch=main']
    execFileSync('git', [...who, ...args], { cwd: join(place, 'workspace'), stdio: 'pipe' })
  }
  git('init')
  git('add', '.')
  git('commit', '--allow-empty', '-m', `shop ${process.hrtime.bigint()}`)
}

describe('Claude Code with a sub-agent', () => {
  it.each([
    ['with two tools', 'few', () => {}],
    ['with all its tools, in a repository', 'all', commit],
  ] as const)(
    '%s, is recorded once and replayed anywhere, the same each time',
    async (name, tools, furnish) => {
      const recorded = await record(yamlOf(tools, FOREGROUND), sendScout, furnish)
      expect(recorded.trajectory.end).toEqual({ kind: 'completed' })
      expect(recorded.result.outcome).toBe('pass')
      expect(toolCalls(recorded.trajectory).map((call) => [call.name, call.status])).toEqual([
        ['Read', 'ok'],
        ['Agent', 'ok'],
        ['Read', 'ok'],
      ])
      await expectSameAgain(`claude-code ${name}`, recorded, { blurs: BLURS })
    },
    300_000,
  )

  it('in the background hits whatever it asks, in whatever order', async () => {
    const recorded = await record(yamlOf('few', {}), sendScout)
    expect(recorded.result.outcome).toBe('pass')
    const asked = modelCalls(recorded.trajectory).length
    expect(asked).toBe(6)
    const again = (await replay(recorded, TRIALS)).flatMap(({ trajectories }) => trajectories)
    const hits = again.flatMap(modelCalls).filter(({ response }) => response !== null).length
    console.log(`claude-code in the background: ${hits}/${TRIALS * asked} hits in ${TRIALS} trials`)
    expect(again.map(({ end }) => end)).toEqual(again.map(() => ({ kind: 'completed' })))
    expect(hits).toBe(TRIALS * asked)
  }, 300_000)
})
