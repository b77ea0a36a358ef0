import { messageOf, PawlError } from '../errors.ts'
import { isJsonObject, type Json, type JsonObject, parseJson } from '../trajectory/index.ts'

export const unreadable = (dir: string, why: string): PawlError =>
  new PawlError('run-unreadable', `the run ${dir} cannot be read: ${why}`, {
    hint: 'A run is a folder with run.json and trials.jsonl, such as .pawl/runs/<id>.',
  })

/** What a file of a run, or a line of it, holds. Throws `run-unreadable`. */
export function parseObject(dir: string, where: string, text: string): JsonObject {
  let value: Json
  try {
    value = parseJson(text)
  } catch (error) {
    throw unreadable(dir, `${where} is not JSON: ${messageOf(error)}`)
  }
  if (!isJsonObject(value)) throw unreadable(dir, `${where} is not an object`)
  return value
}
