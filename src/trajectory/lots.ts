const LOTS = 'lots-'

/**
 * The sample of a trial whose agent drew lots of its own on the replies of a script. The same trial of the same agent
 * and seed draws the same; another agent may draw more, or fewer, and so what the two drew is not the same answer.
 */
export const lotsOf = (trial: number): string => `${LOTS}${trial}`

/** Whether the sample, or the origin that is made of it, is of an agent that drew lots. */
export const areLots = (sample: string): boolean => sample.startsWith(LOTS)
