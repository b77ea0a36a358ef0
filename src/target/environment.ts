import { DUMMY_KEY } from '../model/provider.ts'

type Variables = Readonly<Record<string, string>>

export interface EnvironmentOptions {
  /** Our own environment, of which little is passed on. */
  readonly from: Readonly<Record<string, string | undefined>>
  readonly passEnv: readonly string[]
  /** What the suite sets, its placeholders filled in. */
  readonly env: Variables
  /** Where the agent's model calls go, without a slash at its end. */
  readonly gateway: string
  /** True where the suite's tools are at the gateway, too. */
  readonly mcp?: boolean
  /** What the harness sets besides, such as the trial's home. */
  readonly own?: Variables
}

/** What programs need to run at all. Nothing of ours that could change what an agent does, and no key. */
const PASSED: ReadonlySet<string> = new Set([
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LANGUAGE', 'TZ', 'TMPDIR', 'TERM'],
  // Windows, whose names are of either case.
  ...['SYSTEMROOT', 'SYSTEMDRIVE', 'WINDIR', 'COMSPEC', 'PATHEXT', 'TEMP', 'TMP', 'APPDATA', 'LOCALAPPDATA'],
  ...['USERPROFILE', 'USERNAME', 'HOMEDRIVE', 'HOMEPATH', 'PROGRAMFILES', 'PROGRAMDATA'],
])

const passes = (name: string): boolean => {
  const plain = process.platform === 'win32' ? name.toUpperCase() : name
  return PASSED.has(plain) || plain.startsWith('LC_')
}

const DIRECT = '127.0.0.1,localhost,::1'

/**
 * What points an agent at the gateway in the place of the providers, past any proxy.
 * @param given what is set besides
 */
export function gatewayVariables(
  gateway: string,
  mcp: boolean,
  given: Readonly<Record<string, string | undefined>>,
): Variables {
  const direct = [given['NO_PROXY'] ?? given['no_proxy'], DIRECT].filter(Boolean).join(',')
  return {
    ANTHROPIC_BASE_URL: gateway,
    OPENAI_BASE_URL: `${gateway}/v1`,
    ANTHROPIC_API_KEY: DUMMY_KEY,
    OPENAI_API_KEY: DUMMY_KEY,
    PAWL_GATEWAY: gateway,
    ...(mcp ? { PAWL_MCP_URL: `${gateway}/mcp` } : {}),
    NO_PROXY: direct,
    no_proxy: direct,
  }
}

/**
 * The environment of an agent's process: an allow-list, what the suite adds, and the gateway in the place of the
 * providers. The gateway comes last: an agent that goes past it would be neither recorded nor replayed.
 */
export function agentEnvironment(options: EnvironmentOptions): Variables {
  const { from, passEnv, env, gateway, mcp = false, own = {} } = options
  const passed: Record<string, string> = {}
  for (const [name, value] of Object.entries(from)) {
    if (value !== undefined && (passes(name) || passEnv.includes(name))) passed[name] = value
  }
  const given = { ...passed, ...own, ...env }
  return { ...given, ...gatewayVariables(gateway, mcp, given) }
}
