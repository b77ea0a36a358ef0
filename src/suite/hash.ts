import { hash } from 'node:crypto'
import canonicalize from 'canonicalize'
import type { Json } from '../trajectory/index.ts'
import type { Case, Suite } from './types.ts'

/**
 * What each part of a suite is to its identity.
 * - `identity`: it decides what a trial does or how it is scored and measured, so it is hashed.
 * - `gate`: it decides what is made of the results, which a report shows on its own.
 * - `run`: an option that the command line may set and that the run records itself.
 * - `place`: where things stand; moving them changes nothing.
 * - `derived`: made of the others.
 * - `elsewhere`: it has a fingerprint of its own.
 */
type Role = 'identity' | 'gate' | 'run' | 'place' | 'derived' | 'elsewhere'

export const SUITE_ROLES = {
  name: 'identity',
  path: 'place',
  displayPath: 'place',
  hash: 'derived',
  agent: 'elsewhere',
  responses: 'run',
  trials: 'run',
  timeoutMs: 'identity',
  tags: 'gate',
  tools: 'identity',
  toolModule: 'identity',
  state: 'identity',
  assert: 'gate',
  maxErrors: 'gate',
  baseline: 'gate',
  recordingsDir: 'place',
  // Looser rules let a replay answer where it missed, or with another reply.
  normalize: 'identity',
  faults: 'identity',
  maxRecordingAgeDays: 'gate',
  prices: 'identity',
  escalationTools: 'identity',
  cases: 'identity',
} as const satisfies Record<keyof Suite, Role>

export const CASE_ROLES = {
  // The name a case is compared by; in the suite's hash, not in its own.
  id: 'place',
  hash: 'derived',
  tags: 'gate',
  turns: 'identity',
  expect: 'identity',
  minScore: 'identity',
  script: 'identity',
  tools: 'identity',
  state: 'identity',
  trials: 'run',
  timeoutMs: 'identity',
  knownFailing: 'gate',
  mustPass: 'gate',
  faults: 'identity',
  line: 'place',
  column: 'place',
} as const satisfies Record<keyof Case, Role>

type PartsWith<Roles, R> = { [K in keyof Roles]: Roles[K] extends R ? K : never }[keyof Roles]

/** The identity of a suite: every part whose role is `identity`, as JSON. */
export type SuiteIdentity = Readonly<Record<PartsWith<typeof SUITE_ROLES, 'identity'>, Json>>
export type CaseIdentity = Readonly<Record<PartsWith<typeof CASE_ROLES, 'identity'>, Json>>

export const hashSuite = (identity: SuiteIdentity): string => hashJson(identity)
export const hashCase = (identity: CaseIdentity): string => hashJson(identity)

const HASH_LENGTH = 16

/** SHA-256 of the canonical JSON (RFC 8785), its first 16 hex digits. */
export function hashJson(value: Json): string {
  return hash('sha256', canonicalize(value) ?? '', 'hex').slice(0, HASH_LENGTH)
}
