import type { AgentChoice } from '../../report/index.ts'
import type { Variant } from '../../run/index.ts'
import type { Suite } from '../../suite/index.ts'

/** One of the agents that a suite is run with. */
export interface ChosenVariant extends Variant {
  /** How the command line chooses it; `null` for the suite's own agent as it is. */
  readonly chosenBy: AgentChoice | null
  /** How a text that names files of the agent is told, where they are gone when it is read; left out: as it is. */
  readonly told?: (text: string) => string
}

/** A suite and the agents to run it with; the one that the others are held against comes first. */
export interface SuiteVariants {
  readonly suite: Suite
  readonly variants: readonly ChosenVariant[]
}
