import { globSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { breakCommands, visible, visibleName } from '../../report/sanitize.ts'
import { count } from '../../report/words.ts'
import { orphansBeside, type Prunable, prunableIn, prune, surveyRecordings } from '../../run/index.ts'
import { loadSuite, type Suite } from '../../suite/index.ts'
import type { Io } from '../io.ts'
import type { ParsedArguments } from '../options.ts'
import { readSelecting } from '../run-options.ts'
import { requireSuites } from '../suites.ts'

/** Removes recordings that no planned trial of a suite uses, and says which. */
export async function pruneRecordings(given: ParsedArguments, io: Io): Promise<number> {
  const dry = given.one('dry-run') !== null
  const { suites } = await requireSuites(given.positionals, io.cwd)
  const { trials } = readSelecting(given)
  for (const suite of suites) {
    const survey = await surveyRecordings(suite, { cases: [], tags: [], trial: null, trials, only: null })
    const { prunable, spared } = prunableIn(survey)
    if (!dry) prune(suite, prunable)
    const place = (path: string) => visible(relative(io.cwd, path))
    const lines = [
      ...prunable.map((each) => `  ${dry ? 'would remove' : 'removed'} ${wordsFor(each, place)}`),
      ...spared.map(({ path, why }) => `  left ${place(path)}: ${visibleName(why)}`),
    ]
    const head = visibleName(suite.displayPath)
    const text = prunable.length === 0 ? [`${head}: nothing to remove`, ...lines] : [head, ...lines]
    io.stdout.write(breakCommands(`${text.join('\n')}\n`))
  }
  const known = new Set(
    [...suites, ...(await neighbours(suites, io))].map(({ recordingsDir }) => recordingsDir),
  )
  for (const { path, suite } of orphansBeside(suites, known)) {
    const made = suite === null ? '' : `, made for ${visibleName(suite)}`
    const where = visible(relative(io.cwd, path))
    io.stdout.write(breakCommands(`${where} is of no suite here${made}: remove it if its suite is gone\n`))
  }
  return 0
}

/** Suites in the same folders: what is theirs is not left behind. */
async function neighbours(suites: readonly Suite[], { cwd }: Io): Promise<readonly Suite[]> {
  const folders = [...new Set(suites.map(({ path }) => dirname(path)))]
  const files = folders.flatMap((folder) =>
    globSync('*.eval.yaml', { cwd: folder }).map((name) => join(folder, name)),
  )
  const loaded = await Promise.all(files.map((file) => loadSuite(file, { cwd }).catch(() => null)))
  return loaded.flatMap((each) => each?.suite ?? [])
}

function wordsFor({ path, trials, answers }: Prunable, place: (path: string) => string): string {
  if (answers > 0) return `${count(answers, 'answer')} of judges that the case has no more, of ${place(path)}`
  if (trials === null) return place(path)
  return `${trials.length === 1 ? 'trial' : 'trials'} ${trials.join(', ')} of ${place(path)}`
}
