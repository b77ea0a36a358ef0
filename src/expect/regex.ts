import { RE2JS, RE2JSException } from 're2js'

export type Regex =
  | { readonly ok: true; readonly test: (text: string) => boolean }
  | { readonly ok: false; readonly message: string }

const HINT = 'look-around and back-references are not part of the syntax, which matches in linear time'

/**
 * Compiles a regular expression in RE2's syntax. It is searched for anywhere in a text, in time linear in the
 * text's length, so that no suite can hang the run (https://github.com/google/re2/wiki/Syntax).
 */
export function compileRegex(source: string, ignoreCase = false): Regex {
  try {
    const regex = RE2JS.compile(source, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0)
    return { ok: true, test: (text) => regex.test(text) }
  } catch (thrown) {
    if (!(thrown instanceof RE2JSException)) throw thrown
    const reason = thrown.message.replace('error parsing regexp: ', '').replaceAll('`', '"')
    const beyond = reason.includes('Perl syntax') || /escape sequence: "\\[1-9]/.test(reason)
    return {
      ok: false,
      message: `not a regular expression: ${reason}${beyond ? `; ${HINT}` : ''}`,
    }
  }
}

/** Unlike each other: empty, letters, digits, spaces, line breaks, signs, short and long. */
const SAMPLES = [
  '',
  'a',
  'Z',
  '0',
  ' ',
  '\n',
  '.',
  'ab c',
  '\u{10ffff}',
  `${'a'.repeat(2000)}\n${'0 '.repeat(2000)}`,
]

/** Whether a regular expression finds something in every text, such as `.*`: one that matches all that is unlike. */
export function matchesEverything(regex: Regex): boolean {
  return regex.ok && SAMPLES.every(regex.test)
}
