import type { NormalizeRule } from '../model/recording/normalize-rule.ts'

/** Where a request holds what was said: by the user, and by Claude Code in `system` messages of its own. */
const SAID = ['messages[*].content', 'messages[*].content[*].text']

/** And the results of tools, which are text or blocks. */
const MESSAGES = [...SAID, 'messages[*].content[*].content', 'messages[*].content[*].content[*].text']

const SYSTEM = 'system[*].text'

const everywhere = (paths: readonly string[], rule: Omit<NormalizeRule, 'path'>): readonly NormalizeRule[] =>
  paths.map((path) => ({ path, ...rule }))

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'

/**
 * The block at the end of the system prompt, or in a reminder to the first message: branches, then the status, then
 * the last commits, a line each.
 */
const GIT_STATUS =
  'gitStatus:?\\s(This is the git status(?s:.*?)Recent commits:\\n(?:[0-9a-f]{7,40} [^\\n]*(?:\\n|\\z))*)'

/**
 * What varies between identical runs of Claude Code (measured on 2.1.329 and 2.1.330). The working directory and its
 * slug, the home, the day and the trial's own address are known to pawl by itself.
 */
const CLAUDE_CODE: readonly NormalizeRule[] = [
  { path: 'metadata.user_id', pattern: null, name: null },
  { path: SYSTEM, pattern: 'x-anthropic-billing-header[^\\n]*', name: null },
  ...everywhere([SYSTEM, ...SAID], { pattern: GIT_STATUS, name: null }),
  ...everywhere([SYSTEM, ...SAID], { pattern: 'OS Version: ([^\\n]+)', name: null }),
  // Of sub-agents in the background, whoever is done first spends first.
  ...everywhere(SAID, { pattern: '<total_tokens>([0-9]+) tokens left</total_tokens>', name: null }),
  ...everywhere(MESSAGES, { pattern: '<duration_ms>([0-9]+)</duration_ms>', name: null }),
  ...everywhere(MESSAGES, { pattern: 'duration_ms: ([0-9]+)</usage>', name: null }),
  // The model names a sub-agent, and the session's files, again in later calls.
  ...everywhere(MESSAGES, { pattern: 'agentId: ([0-9a-f]+)', name: 'AGENT' }),
  ...everywhere([SYSTEM, ...MESSAGES], { pattern: `/(${UUID})`, name: 'SESSION' }),
]

export const NORMALIZE_PRESETS = { 'claude-code': CLAUDE_CODE } as const
