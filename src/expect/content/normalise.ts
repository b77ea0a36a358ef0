/** What a comparison of texts may overlook. */
export const IGNORABLE = ['case', 'commas', 'whitespace'] as const
export type Ignorable = (typeof IGNORABLE)[number]

/** Lower case, no commas, runs of whitespace as one space and none at the ends: each where it is ignored. */
export function normalise(text: string, ignore: readonly Ignorable[]): string {
  let normal = text
  if (ignore.includes('commas')) normal = normal.replaceAll(',', '')
  if (ignore.includes('case')) normal = normal.toLowerCase()
  if (ignore.includes('whitespace')) normal = normal.replace(/\s+/g, ' ').trim()
  return normal
}
