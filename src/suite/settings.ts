import { own } from '../trajectory/index.ts'
import { explainIssues } from './issues.ts'
import { lenient } from './lenient.ts'
import { joinOutdented } from './outdented.ts'
import type { Problem } from './problem.ts'
import { looseSuite, type SuiteFile } from './schema.ts'
import type { YamlFile } from './yaml.ts'

/** The keys of a suite that are right; those with mistakes have their default, or are left out. */
export type Settings = { readonly [K in keyof SuiteFile]?: SuiteFile[K] | undefined }

/** Checks a suite's keys, its cases aside. What is right is read whatever else is wrong. */
export function readSettings(file: YamlFile): { readonly settings: Settings; readonly problems: Problem[] } {
  const result = looseSuite.safeParse(file.value)
  const issues = result.error?.issues ?? []
  const subject = { schema: looseSuite, value: file.value, path: [], written: file.written }
  const settings: Settings = result.success ? result.data : lenient(looseSuite, file.value)
  const explained = joinOutdented(explainIssues(issues, subject), file.value)
  return { settings, problems: [...explained, ...noCases(file)] }
}

function noCases(file: YamlFile): Problem[] {
  const cases = own(file.value, 'cases')
  if (!Array.isArray(cases) || cases.length > 0) return []
  const message = 'the suite has no cases, so it proves nothing'
  return [{ code: 'no-cases', path: ['cases'], point: 'key', message }]
}
