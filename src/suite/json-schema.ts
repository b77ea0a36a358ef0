import * as z from 'zod'
import { expectationJsonSchema } from '../expect/index.ts'
import type { JsonObject } from '../trajectory/index.ts'
import { caseSchema, suiteSchema } from './schema.ts'

/** The JSON Schema (draft 2020-12) of the suite file, for editors; made of the schemas that check it. */
export function suiteJsonSchema(): JsonObject {
  const expectation = z.unknown().meta({ id: 'expectation' })
  const schema = z.toJSONSchema(suiteSchema(caseSchema(expectation)), {
    io: 'input',
    target: 'draft-2020-12',
  })
  const definitions = { ...schema.$defs, expectation: expectationJsonSchema() }
  return { ...schema, title: 'pawl suite', $defs: definitions } as unknown as JsonObject
}
