import { type Detector, type Found, modulo, plainOf } from './found.ts'

/** Lengths by country (SWIFT, IBAN Registry, release 99). */
const LENGTHS: ReadonlyMap<string, number> = new Map(
  [
    'NO15',
    'BE16',
    'DK18 FI18 FK18 FO18 GL18 NL18 SD18',
    'MK19 SI19',
    'AT20 BA20 EE20 KZ20 LT20 LU20 MN20 XK20',
    'CH21 HR21 LI21 LV21',
    'BG22 BH22 CR22 DE22 GB22 GE22 IE22 ME22 RS22 VA22',
    'AE23 GI23 IL23 IQ23 OM23 SO23 TL23',
    'AD24 CZ24 ES24 MD24 PK24 RO24 SA24 SE24 SK24 TN24 VG24',
    'LY25 PT25 ST25',
    'IS26 TR26',
    'BI27 DJ27 FR27 GR27 IT27 MC27 MR27 SM27',
    'AL28 AZ28 BY28 CY28 DO28 GT28 HN28 HU28 LB28 NI28 PL28 SV28',
    'BR29 EG29 PS29 QA29 UA29',
    'JO30 KW30 MU30 YE30',
    'MT31 SC31',
    'LC32',
    'RU33',
  ]
    .join(' ')
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
)

const START = /(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?=[ -]?[A-Za-z0-9])/g

export const iban: Detector = {
  what: 'a bank account number (IBAN)',
  find: (text) => [...text.matchAll(START)].flatMap(({ index }) => accountAt(text, index) ?? []),
}

function accountAt(text: string, start: number): Found | null {
  const length = LENGTHS.get(text.slice(start, start + 2).toUpperCase())
  if (length === undefined) return null
  let end = start
  for (let taken = 0; taken < length; end++) {
    if (/[A-Za-z0-9]/.test(text.charAt(end))) taken++
    else if (!/[ -]/.test(text.charAt(end)) || /[ -]/.test(text.charAt(end - 1))) return null
  }
  const value = text.slice(start, end)
  const plain = plainOf(value)
  return /[A-Za-z0-9]/.test(text.charAt(end)) || !isIban(plain) ? null : { start, value, plain }
}

/** ISO 13616: the first four characters at the end, letters as two digits, modulo 97 is 1 (ISO 7064). */
export function isIban(plain: string): boolean {
  const moved = plain.slice(4) + plain.slice(0, 4)
  return modulo([...moved].map((letter) => String(Number.parseInt(letter, 36))).join(''), 97) === 1
}
