import type { AgentChoice } from '../../report/index.ts'
import type { Variant } from '../../run/index.ts'
import type { Suite } from '../../suite/index.ts'

/** One of the agents that a suite is run with. */
export interface ChosenVariant extends Variant {
  /** How the command line chooses it; `null` for the suite's own agent as it is. */
  readonly chosenBy: AgentChoice | null
}

/** A suite and the agents to run it with; the one that the others are held against comes first. */
export interface SuiteVariants {
  readonly suite: Suite
  readonly variants: readonly ChosenVariant[]
}
