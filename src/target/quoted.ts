const MAX_QUOTED = 200

/** What an agent printed, for a sentence that says it was not what was expected. */
export function quoted(text: string): string {
  if (text.trim() === '') return 'nothing'
  return JSON.stringify(text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text)
}
