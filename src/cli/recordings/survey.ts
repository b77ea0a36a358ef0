import { type Selection, type Survey, surveyRecordings } from '../../run/index.ts'
import type { Suite } from '../../suite/index.ts'
import type { Io } from '../io.ts'
import type { ParsedArguments } from '../options.ts'
import { readSelecting } from '../run-options.ts'
import { nothingSelected, requireKnownFilters, selectedSuites } from '../selection.ts'
import { requireSuites } from '../suites.ts'

/** The recordings of the suites that the user named, case by case. Throws `nothing-evaluated` for a filter in vain. */
export async function surveysFor(given: ParsedArguments, io: Io): Promise<readonly Survey[]> {
  const { suites } = await requireSuites(given.positionals, io.cwd)
  const selection: Selection = { ...readSelecting(given), trial: null, only: null }
  const selected = selectedSuites(suites, selection)
  if (selected.length === 0) throw nothingSelected(suites, selection)
  requireKnownFilters(suites, selection)
  const surveys = await Promise.all(selected.map((suite) => surveyRecordings(suite, selection)))
  return surveys.map(withoutScripted)
}

/** A suite that runs on scripts or the live model misses nothing where it has no recordings; its judges may. */
function withoutScripted(survey: Survey): Survey {
  if (replays(survey.suite)) return survey
  const cases = survey.cases
    .filter(({ bytes, judges }) => bytes !== null || judges !== null)
    .map((item) => (item.bytes === null ? { ...item, planned: 0, trials: [] } : item))
  return { ...survey, cases }
}

export const replays = ({ responses }: Suite): boolean => responses === 'replay' || responses === 'record'
