const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['colon', ':'],
])

/** Percent signs, backslash escapes and HTML entities taken for what they stand for; each pass takes one layer. */
function decodedOnce(text: string): string {
  return text
    .replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'))
    .replace(/\\u\{?([0-9a-f]{4,6})\}?|\\x([0-9a-f]{2})/gi, (written, unicode?: string, byte?: string) =>
      character(Number.parseInt(unicode ?? byte ?? '', 16), written),
    )
    .replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{2,6}));/gi, (written, decimal?, hex?, name?: string) => {
      if (name !== undefined) return ENTITIES.get(name.toLowerCase()) ?? written
      return character(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16), written)
    })
}

const character = (code: number, written: string): string =>
  code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : written

const MOST_LAYERS = 3

/** The text and what it is once its layers of escapes are taken off, each reading once. */
export function readingsOf(text: string): readonly string[] {
  const readings = [text]
  for (let layer = 0; layer < MOST_LAYERS; layer++) {
    const last = readings.at(-1) ?? ''
    if (!/[%\\&]/.test(last)) break
    const next = decodedOnce(last)
    if (next === last) break
    readings.push(next)
  }
  return readings
}
