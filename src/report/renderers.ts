import type { Renderer, RenderOptions } from './types.ts'

/** Functions as reporters by name. */
export const renderersOf = <Subject>(
  texts: Readonly<Record<string, (subject: Subject, options: RenderOptions) => string>>,
): ReadonlyMap<string, Renderer<Subject>> =>
  new Map(Object.entries(texts).map(([name, render]) => [name, { name, render }]))
