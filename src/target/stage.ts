import type { Admission, Gateway } from '../model/gateway.ts'
import type { CommandAgent } from '../suite/types.ts'
import type { UserContent } from '../trajectory/index.ts'
import { agentEnvironment } from './environment.ts'
import { mcpServer } from './mcp.ts'
import { killOrphans } from './orphans.ts'
import { type RunningProcess, startProcess } from './process.ts'
import type { Reaper } from './reaper.ts'
import { createTail } from './tail.ts'
import { fillAll, fillText, type Placeholders, plainText } from './template.ts'
import { createToolBox, toolNames } from './tools.ts'
import type { TrialEnvironment } from './types.ts'
import { openWorkspace, type Workspace } from './workspace.ts'

/** What agents in processes of their own share in a run. */
export interface OutsideOptions {
  readonly gateway: Gateway
  readonly reaper: Reaper
  /** Our own environment, of which an agent gets what is allowed. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/** All that a trial's program finds when it starts. */
export interface Stage {
  /** Starts its process, which finds the message in its arguments where they ask for it. Throws `agent-unloadable`. */
  start(content: UserContent, onStdout: (piece: Buffer) => void): Promise<RunningProcess>
  /** The end of what its programs have written to stderr by now. */
  stderr(): string
  /** Takes everything down again, the process first. */
  close(): Promise<void>
}

/** Throws `suite-unreadable` for a workspace that cannot be copied. */
export async function setStage(
  agent: CommandAgent,
  trial: TrialEnvironment,
  options: OutsideOptions,
): Promise<Stage> {
  const workspace = await openWorkspace({ source: agent.workspace, privateHome: agent.home === 'private' })
  const box = createToolBox(trial)
  const mcp = agent.tools === 'mcp' ? mcpServer(toolNames(trial), box.call) : undefined
  const admission = options.gateway.admit(trial.id, trial.wire, mcp ? { mcp } : {})
  const cwd = workspace.cwd ?? agent.cwd
  const values = placeholders(admission, workspace, cwd, options)
  const env = environmentOf(agent, values, workspace, admission, options)
  const { HOME: home = '' } = env
  const given = { cwd, tmp: workspace.tmp, gateway: admission.baseUrl, trial: admission.key }
  trial.source.know(home === '' ? given : { ...given, home })
  const started: Promise<RunningProcess>[] = []
  const mark = `PAWL_TRIAL=${admission.key}`
  options.reaper.mark(mark)
  const said = createTail()
  return {
    stderr: () => said.text(),
    start(content, onStdout) {
      const starting = startProcess({
        argv: agent.argv.map((word) => fillText(word, { ...values, input: plainText(content) })),
        cwd,
        env,
        signal: trial.signal,
        reaper: options.reaper,
        onStdout,
        onStderr: said.add,
      })
      started.push(starting)
      return starting
    },
    async close() {
      // One that could not be started has said so already.
      await Promise.allSettled(started.map(async (starting) => (await starting).kill()))
      killOrphans(mark)
      options.reaper.forget(mark)
      admission.leave()
      await workspace.remove()
    },
  }
}

function placeholders(
  { baseUrl, key }: Admission,
  { home, tmp }: Workspace,
  cwd: string,
  { env }: OutsideOptions,
): Placeholders {
  return {
    workspace: cwd,
    home: home ?? env['HOME'] ?? '',
    tmp,
    gateway: baseUrl,
    mcp: `${baseUrl}/mcp`,
    trial: key,
  }
}

function environmentOf(
  agent: CommandAgent,
  values: Placeholders,
  { home, tmp }: Workspace,
  { baseUrl, key }: Admission,
  { env }: OutsideOptions,
) {
  return agentEnvironment({
    from: env,
    passEnv: agent.passEnv,
    env: fillAll(agent.env, values),
    gateway: baseUrl,
    mcp: agent.tools === 'mcp',
    own: {
      TMPDIR: tmp,
      ...(process.platform === 'win32' ? { TEMP: tmp, TMP: tmp } : {}),
      ...(home === null ? {} : { HOME: home, USERPROFILE: home }),
      PAWL_TRIAL: key,
    },
  })
}
