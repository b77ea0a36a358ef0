import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

const GITHUB = join(import.meta.dirname, '../../.github')

const PINNED = /^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/
const FORBIDDEN_TRIGGERS = ['pull_request_target', 'workflow_run', 'issue_comment']

interface Step {
  readonly run?: string
  readonly uses?: string
  readonly with?: Readonly<Record<string, unknown>>
}

interface Job {
  readonly permissions?: Readonly<Record<string, string>> | string
  readonly 'timeout-minutes'?: number
  readonly steps?: readonly Step[]
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>
  readonly permissions?: unknown
  readonly concurrency?: { readonly group?: string; readonly 'cancel-in-progress'?: unknown }
  readonly jobs: Readonly<Record<string, Job>>
}

/** What actionlint does not mind and a workflow that strangers can start must not have. */
function objections(text: string): string[] {
  const workflow = parse(text) as Workflow
  const found: string[] = []
  const triggers = Object.keys(workflow.on)
  for (const trigger of FORBIDDEN_TRIGGERS) if (triggers.includes(trigger)) found.push(`trigger ${trigger}`)
  if (JSON.stringify(workflow.permissions) !== '{}') found.push('permissions at the top are not {}')
  const cancels = workflow.concurrency?.['cancel-in-progress']
  if (cancels !== "${{ github.event_name == 'pull_request' }}") found.push('cancels more than pull requests')
  if (/\bsecrets\b/.test(text)) found.push('secrets')
  for (const [line = ''] of text.matchAll(/(?<=\buses: *)\S.*$/gm)) {
    if (!PINNED.test(line)) found.push(`not pinned: ${line}`)
  }
  for (const [name, job] of Object.entries(workflow.jobs)) {
    if (job['timeout-minutes'] === undefined) found.push(`job ${name} has no timeout`)
    if (typeof job.permissions !== 'object') found.push(`job ${name} does not say its permissions`)
    for (const [scope, level] of Object.entries(job.permissions ?? {})) {
      if (level !== 'read') found.push(`job ${name} may ${level} ${scope}`)
    }
    for (const step of job.steps ?? []) {
      if (step.run?.includes('${{')) found.push(`expression in a shell: ${step.run}`)
      if (step.uses?.startsWith('actions/checkout@') && step.with?.['persist-credentials'] !== false)
        found.push('checkout leaves its token behind')
    }
  }
  return found
}

describe('the workflows', () => {
  const paths = globSync('workflows/*.{yml,yaml}', { cwd: GITHUB })

  it('are there', () => {
    expect(paths).toContain('workflows/evals.yml')
  })

  it.each(paths)('%s gives strangers nothing', (path) => {
    expect(objections(readFileSync(join(GITHUB, path), 'utf8'))).toEqual([])
  })

  it('evals.yml runs on every pull request, on main, each week and by hand', () => {
    const { on } = parse(readFileSync(join(GITHUB, 'workflows/evals.yml'), 'utf8')) as Workflow
    expect(on).toEqual({
      pull_request: null,
      push: { branches: ['main'] },
      schedule: [{ cron: expect.stringMatching(/^\d+ \d+ \* \* [0-6]$/) }],
      workflow_dispatch: null,
    })
  })

  const good = readFileSync(join(GITHUB, 'workflows/evals.yml'), 'utf8')

  it.each([
    ['pull_request:', 'pull_request_target:', 'trigger pull_request_target'],
    ['permissions: {}', 'permissions: read-all', 'permissions at the top are not {}'],
    ['contents: read', 'contents: write', 'job evals may write contents'],
    ['    timeout-minutes: 10\n', '', 'job evals has no timeout'],
    [/@[0-9a-f]{40} # v7\.0\.1/, '@v7', 'not pinned: actions/checkout@v7'],
    [/ # v6\.5\.0/, '', /^not pinned: actions\/setup-node@[0-9a-f]{40}$/],
    [
      'run: npm ci',
      'run: npm ci ${{ github.head_ref }}',
      'expression in a shell: npm ci ${{ github.head_ref }}',
    ],
    ['persist-credentials: false', 'fetch-depth: 1', 'checkout leaves its token behind'],
    ["${{ github.event_name == 'pull_request' }}", 'true', 'cancels more than pull requests'],
    ['run: npm ci', 'run: npm ci # secrets.TOKEN', 'secrets'],
  ])('would not pass with %s as %s', (part, instead, objection) => {
    const planted = good.replace(part, () => instead)
    expect(planted).not.toBe(good)
    expect(objections(planted)).toEqual([
      typeof objection === 'string' ? objection : expect.stringMatching(objection),
    ])
  })
})
