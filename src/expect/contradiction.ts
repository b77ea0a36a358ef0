/** What must be so in a trial where an expectation holds; of a pair that cannot both be, one expectation never holds. */
export type Claim =
  /** Some text in this place holds that text; with `whole` it is that text and no other. */
  | { readonly kind: 'said'; readonly place: string; readonly text: string; readonly whole: boolean }
  /** No text in this place holds that text. */
  | { readonly kind: 'unsaid'; readonly place: string; readonly text: string }
  /** The tool is called, whatever the arguments. */
  | { readonly kind: 'called'; readonly tool: string }
  | { readonly kind: 'uncalled'; readonly tool: string }
  /** No other tools are called. */
  | { readonly kind: 'confined'; readonly tools: readonly string[] }
  | { readonly kind: 'calls_at_least'; readonly count: number }
  | { readonly kind: 'calls_at_most'; readonly count: number }
  | { readonly kind: 'refusal'; readonly refuses: boolean }

/** Why two claims cannot both be so, in a few words; `null` where they can, or nobody can tell. */
export const contradiction = (one: Claim, other: Claim): string | null =>
  clash(one, other) ?? clash(other, one)

function clash(one: Claim, other: Claim): string | null {
  switch (one.kind) {
    case 'said':
      return clashOfSaid(one, other)
    case 'called':
      if (other.kind === 'uncalled' && other.tool === one.tool)
        return `${one.tool} is called and never called`
      if (other.kind !== 'confined' || other.tools.includes(one.tool)) return null
      return `${one.tool} is called, and no other tool than ${other.tools.join(', ')}`
    case 'calls_at_least':
      if (other.kind !== 'calls_at_most' || one.count <= other.count) return null
      return `at least ${one.count} tool calls, and at most ${other.count}`
    case 'refusal':
      return other.kind === 'refusal' && one.refuses && !other.refuses ? 'a refusal, and none' : null
    case 'unsaid':
    case 'uncalled':
    case 'confined':
    case 'calls_at_most':
      return null
  }
}

function clashOfSaid({ place, text, whole }: Claim & { kind: 'said' }, other: Claim): string | null {
  if ((other.kind !== 'said' && other.kind !== 'unsaid') || other.place !== place) return null
  const words = JSON.stringify(text)
  if (other.kind === 'unsaid') {
    return text.includes(other.text) ? `${words} is said, and ${JSON.stringify(other.text)} is not` : null
  }
  if (!whole || text.includes(other.text)) return null
  return `${words} and nothing else is said, and ${JSON.stringify(other.text)} is`
}
