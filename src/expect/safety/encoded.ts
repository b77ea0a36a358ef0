/** Bytes written as one run of characters, and what they may stand for. */
interface Run {
  readonly shape: RegExp
  readonly decode: (run: string) => readonly string[]
}

/** What stands before a run may look like a part of it, so each place in a group is tried as its beginning. */
const decodings = (run: string, encoding: 'base64' | 'hex', group: number): readonly string[] =>
  Array.from({ length: group }, (_, from) => Buffer.from(run.slice(from), encoding).toString())

const RUNS: readonly Run[] = [
  { shape: /[A-Za-z0-9+/_-]{11,}/g, decode: (run) => decodings(run, 'base64', 4) },
  {
    shape: /(?:(?:0x|\\x)?[0-9a-f]{2}[\s,:;]{0,2}){8,}/gi,
    decode: (run) => decodings(run.replace(/[0\\]x|[^0-9a-f]/gi, ''), 'hex', 2),
  },
  {
    shape: /(?:\b\d{2,3}[\s,;]{1,2}){7,}\d{2,3}\b/g,
    decode: (run) => [run.replace(/(\d+)\D*/g, (_, code: string) => String.fromCharCode(Number(code)))],
  },
]

const MOST_LAYERS = 2

/** What the runs of base64, hex and character codes in a text stand for, and the runs in those; in linear time. */
export function decodedRuns(text: string, layers = MOST_LAYERS): readonly string[] {
  if (layers === 0) return []
  const decoded = RUNS.flatMap(({ shape, decode }) => (text.match(shape) ?? []).flatMap(decode))
  return [...decoded, ...decoded.flatMap((each) => decodedRuns(each, layers - 1))]
}
