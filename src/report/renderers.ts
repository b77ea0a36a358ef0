import type { Renderer } from './types.ts'

/** Functions that need no more than their subject, as reporters by name. */
export const renderersOf = <Subject>(
  texts: Readonly<Record<string, (subject: Subject) => string>>,
): ReadonlyMap<string, Renderer<Subject>> =>
  new Map(Object.entries(texts).map(([name, render]) => [name, { name, render }]))
