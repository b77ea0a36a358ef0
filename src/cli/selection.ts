import { PawlError } from '../errors.ts'
import { checkAssertions } from '../gate/index.ts'
import { planRun, type Selection } from '../run/index.ts'
import { matchesGlob } from '../suite/glob.ts'
import type { Suite } from '../suite/index.ts'
import { nearest } from '../suite/suggest.ts'
import { usage } from './options.ts'

/** The suites of which the selection leaves anything to run. */
export const selectedSuites = (suites: readonly Suite[], selection: Selection): readonly Suite[] =>
  suites.filter((suite) => planRun(suite, selection, 0).trials.length > 0)

/** A misspelt filter beside a good one would leave out what the user wanted to see. */
export function requireKnownFilters(suites: readonly Suite[], { cases, tags }: Selection): void {
  const all = suites.flatMap((suite) =>
    suite.cases.map(({ id, tags: own }) => ({ id, tags: [...own, ...suite.tags] })),
  )
  const unknown = [
    ...cases
      .filter((pattern) => !all.some(({ id }) => matchesGlob(pattern, id)))
      .map((pattern) => `--case ${pattern}`),
    ...tags.filter((tag) => !all.some((item) => item.tags.includes(tag))).map((tag) => `--tag ${tag}`),
  ]
  if (unknown.length === 0) return
  throw new PawlError('nothing-evaluated', `${unknown.join(' and ')} matches no case; nothing was run`)
}

/** Another trial than those that a run has would be judged as if it were one of them. */
export function requirePlannedTrial(suites: readonly Suite[], selection: Selection): void {
  const { trial } = selection
  if (trial === null) return
  for (const suite of suites) {
    const { trialsByCase } = planRun(suite, { ...selection, trial: null }, 0)
    for (const [id, { length }] of trialsByCase) {
      if (trial < length) continue
      const has = length === 1 ? 'one trial, 0' : `${length} trials, 0 to ${length - 1}`
      throw usage(
        `--trial ${trial}: case ${id} has ${has}; nothing was run`,
        `Trials are counted from 0; --trials ${trial + 1} --trial ${trial} runs that one all the same.`,
      )
    }
  }
}

/** An assertion that the trials asked for can never answer is refused before any of them is paid for. */
export function requireEnoughTrials(suites: readonly Suite[], { trials, trial }: Selection): void {
  if (trials === null || trial !== null) return
  const diagnostics = suites.flatMap((suite) => {
    const cases = suite.cases.map((item) => ({ ...item, trials }))
    return checkAssertions({ ...suite, trials }, cases).diagnostics.filter(
      ({ code }) => code === 'assertion-k',
    )
  })
  if (diagnostics.length === 0) return
  throw new PawlError('suite-invalid', `--trials ${trials} is too few for an assertion; nothing was run`, {
    diagnostics,
  })
}

/**
 * The suite without the assertions that these trials can never answer, where only those without a valid recording
 * run: recording what is missing is no failure for want of the trials that are there.
 */
export function answerable(
  suite: Suite,
  only: Selection['only'],
): { suite: Suite; skipped: readonly string[] } {
  if (only === null) return { suite, skipped: [] }
  const cases = suite.cases.flatMap((item) => {
    const trials = only.get(item.id)?.length ?? 0
    return trials === 0 ? [] : [{ ...item, trials }]
  })
  const isAnswered = (source: Suite['assert'][number]): boolean =>
    checkAssertions({ ...suite, assert: [source] }, cases).diagnostics.every(
      ({ code }) => code !== 'assertion-k',
    )
  const skipped = suite.assert.filter((source) => !isAnswered(source))
  return {
    suite: { ...suite, assert: suite.assert.filter(isAnswered) },
    skipped: skipped.map(({ text }) => `not evaluated, for too few trials were recorded: ${text}`),
  }
}

/** What to say when the filters leave nothing to run. */
export function nothingSelected(suites: readonly Suite[], { cases, tags }: Selection): PawlError {
  const ids = suites.flatMap((suite) => suite.cases.map(({ id }) => id))
  const known = [
    ...new Set(suites.flatMap((suite) => [...suite.tags, ...suite.cases.flatMap((item) => item.tags)])),
  ]
  const wanted = [...cases.map((id) => `--case ${id}`), ...tags.map((tag) => `--tag ${tag}`)].join(' ')
  const near = [...cases.map((id) => nearest(id, ids)), ...tags.map((tag) => nearest(tag, known))].find(
    (word) => word !== null,
  )
  return new PawlError(
    'nothing-evaluated',
    `${wanted} matches ${ids.length === 1 ? 'not the only case' : `none of the ${ids.length} cases`}; nothing was run`,
    {
      hint:
        near === undefined
          ? `The cases are ${listed(ids)}; the tags ${listed(known)}.`
          : `Did you mean ${near}?`,
    },
  )
}

const MOST_LISTED = 12

function listed(words: readonly string[]): string {
  if (words.length === 0) return 'none'
  const shown = words.slice(0, MOST_LISTED).join(', ')
  return words.length > MOST_LISTED ? `${shown} and ${words.length - MOST_LISTED} more` : shown
}
