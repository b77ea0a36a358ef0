import { isJsonObject, type Json, type JsonObject } from '../../../src/trajectory/index.ts'

/** A judge's request as a model should read it: the boundary is said first, and what is between its lines is data. */
export function readRequest(request: JsonObject) {
  const text = textsIn(request).join('')
  const [, boundary = ''] =
    /^The transcript begins after this line: ==== (TRANSCRIPT-\d+) ====$/m.exec(text) ?? []
  const line = `==== ${boundary} ====`
  const [before = '', data = '', ...after] = text.split(line)
  if (after.length !== 1) throw new Error(`the boundary stands ${after.length + 2} times`)
  const lines = data.split('\n').slice(1, -1)
  const entries = lines.map((each) => JSON.parse(each) as JsonObject)
  return { boundary, outside: [before, lines.length === 0 ? data : '', ...after].join(line), entries }
}

function textsIn({ messages }: JsonObject): string[] {
  return blocksIn(messages)
    .flatMap(({ content }) => blocksIn(content))
    .map(({ text }) => String(text))
}

const blocksIn = (value: Json | undefined): JsonObject[] =>
  Array.isArray(value) ? value.filter(isJsonObject) : []
