import type { Json } from './json.ts'

/**
 * A value as text that is the same for equal values, whatever the order of their keys; `textOf` may make texts equal.
 * Without recursion: arguments come
 * from the model, and may be nested deeper than any stack.
 */
export function canonicalText(value: Json, textOf: (text: string) => string = JSON.stringify): string {
  let text = ''
  const left: Piece[] = [{ value }]
  for (let piece = left.pop(); piece !== undefined; piece = left.pop()) {
    if ('text' in piece) text += piece.text
    else if (typeof piece.value === 'string') text += textOf(piece.value)
    else if (typeof piece.value !== 'object' || piece.value === null) text += JSON.stringify(piece.value)
    else for (const inner of piecesOf(piece.value).reverse()) left.push(inner)
  }
  return text
}

type Piece = { readonly value: Json } | { readonly text: string }

function piecesOf(value: Exclude<Json, null | boolean | number | string>): Piece[] {
  if (Array.isArray(value)) {
    const items = value.flatMap((item: Json): Piece[] => [{ value: item }, { text: ',' }])
    return [{ text: '[' }, ...items, { text: ']' }]
  }
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1))
  const inner = entries.flatMap(([key, item]): Piece[] => [
    { text: `${JSON.stringify(key)}:` },
    { value: item },
    { text: ',' },
  ])
  return [{ text: '{' }, ...inner, { text: '}' }]
}
