/** What credentials are written with, escapes included. Prose breaks such runs after a word. */
const UNBROKEN = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_.-~'
const inRun = new Uint8Array(128)
for (const char of UNBROKEN) inRun[char.charCodeAt(0)] = 1

/** Shorter than any credential that has no sign of its own. */
const SHORTEST = 20

/** Begins a credential, whatever follows. */
const PREFIX =
  '[sr]k|whsec|gh[pousr]|gl[a-z]{2,5}|hf|npm|pypi|dckr|do[opr]|hv[sbr]|shp[a-z]{2}|lin|ntn|gsk|xai|pplx|r8|lsv2|sbp?'

/** Names and paths of short words: `cache_read_input_tokens`, `claude-haiku-4-5-20251001`, `src/model/wire.ts`, a UUID. */
const WORDS = new RegExp(
  `(?:[-_./]*(?!(?:${PREFIX})[-_.])[a-z0-9]{1,12}(?![a-z0-9])){1,40}[-_./]*(?![A-Za-z0-9+=~])`,
  'y',
)

/**
 * Whether a text has a run of characters as only credentials, ids and encoded bytes have: a test so cheap that it may
 * stand before every line. It looks at each twentieth character and reads backwards from those that may end a run.
 */
export function hasLongRun(text: string): boolean {
  let start = 0
  let end = SHORTEST - 1
  while (end < text.length) {
    let at = end
    while (at >= start && inRun[text.charCodeAt(at)] === 1) at--
    if (at >= start) {
      start = at + 1
    } else {
      WORDS.lastIndex = start
      const after = WORDS.test(text) ? WORDS.lastIndex : start
      if (after - start < SHORTEST) return true
      start = after
    }
    end = start + SHORTEST - 1
  }
  return false
}
