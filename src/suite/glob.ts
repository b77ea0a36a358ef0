/** `*` stands for any characters. Leftmost matching of the pieces between stars: linear, no backtracking. */
export function matchesGlob(glob: string, text: string): boolean {
  const pieces = glob.split('*')
  const first = pieces[0] ?? ''
  const last = pieces.at(-1) ?? ''
  if (pieces.length === 1) return glob === text
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length)
    return false
  const end = text.length - last.length
  let at = first.length
  for (const piece of pieces.slice(1, -1)) {
    const next = text.indexOf(piece, at)
    if (next === -1 || next + piece.length > end) return false
    at = next + piece.length
  }
  return true
}
