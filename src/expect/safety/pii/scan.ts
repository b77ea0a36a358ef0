import { card } from './card.ts'
import { email } from './email.ts'
import type { Detector, Found } from './found.ts'
import { iban } from './iban.ts'
import { ip } from './ip.ts'
import { nationalId } from './national-id.ts'
import { phone } from './phone.ts'

/** The kinds by name; where two of them see the same characters, the first is meant. */
export const DETECTORS = { email, iban, card, national_id: nationalId, phone, ip } as const satisfies Record<
  string,
  Detector
>

export type Kind = keyof typeof DETECTORS
export const KINDS = Object.keys(DETECTORS) as readonly Kind[]

export interface Finding extends Found {
  readonly kind: Kind
}

/** What is personal in a text that is `readable`, in its order. */
export function scan(text: string, kinds: readonly Kind[], countries: readonly string[]): readonly Finding[] {
  const found: Finding[] = []
  // A flag for each character: a text may hold a hundred thousand of them.
  const taken = new Uint8Array(text.length)
  for (const kind of kinds) {
    for (const each of DETECTORS[kind].find(text, countries)) {
      const end = each.start + each.value.length
      if (taken.subarray(each.start, end).includes(1)) continue
      taken.fill(1, each.start, end)
      found.push({ kind, ...each })
    }
  }
  return found.toSorted((left, right) => left.start - right.start)
}
