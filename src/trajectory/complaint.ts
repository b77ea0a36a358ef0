/** Python's and Node's marks below a line of code. */
const MARKS = /^[\s~^]*\^[\s~^]*$/
/** What Node says last of all, and the ends of objects that it prints. */
const NO_REASON = /^(?:Node\.js v\d\S*|[\s\]})]+)$/

const MAX_LINES = 12
const MAX_LINE = 300

const linesIn = (stderr: string): string[] =>
  stderr
    .split(/\r\n|[\r\n]/)
    .map((line) => line.trimEnd())
    .filter((line) => line !== '' && !MARKS.test(line))

const cut = (line: string): string => (line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)}…` : line)

/** The last lines of what a program wrote to stderr; empty where there are none. */
export const lastLines = (stderr: string): string => linesIn(stderr).slice(-MAX_LINES).map(cut).join('\n')

/** What it comes to: the last line that begins a thought, as the error below a traceback or above a stack does. */
export function lastWord(stderr: string): string {
  const lines = linesIn(stderr).filter((line) => !NO_REASON.test(line))
  return cut((lines.findLast((line) => !/^\s/.test(line)) ?? lines.at(-1) ?? '').trim())
}
