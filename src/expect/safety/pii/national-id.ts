import { type Detector, findAll, modulo } from './found.ts'

/** A country's number for a person: its form and its checksum. Those that are any ten digits are not looked for. */
interface NationalId {
  readonly shape: RegExp
  readonly isRight: (plain: string) => boolean
}

/** United States, social security: areas 000, 666 and 9xx are never given (SSA, POMS RM 10201.035). */
const us: NationalId = {
  shape: /(?<![\d-])\d{3}[- ]\d{2}[- ]\d{4}(?![\d-])/g,
  isRight: (plain) => !/^(?:000|666|9)/.test(plain) && !/^.{3}00/.test(plain) && !/0000$/.test(plain),
}

/** United Kingdom, national insurance: it has no checksum, and its letters are few (HMRC, NIM39110). */
const gb: NationalId = {
  shape: /(?<![A-Za-z0-9])[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?: ?\d\d){3} ?[A-D](?![A-Za-z0-9])/gi,
  isRight: (plain) => !/^(?:bg|gb|nk|kn|tn|nt|zz)/.test(plain),
}

const SPANISH_LETTERS = 'trwagmyfpdxbnjzsqvhlcke'

/** Spain, DNI and NIE: the letter is the number modulo 23. */
const es: NationalId = {
  shape: /(?<![A-Za-z0-9])(?:\d{8}|[XYZ][- ]?\d{7})[- ]?[A-Z](?![A-Za-z0-9])/gi,
  isRight: (plain) => {
    const number = plain.slice(0, -1).replace(/^[xyz]/, (letter) => String('xyz'.indexOf(letter)))
    return SPANISH_LETTERS[Number(number) % 23] === plain.at(-1)
  },
}

/** France, NIR: the key is 97 less the number modulo 97; Corsica's letters count as 19 and 18. */
const fr: NationalId = {
  shape: /(?<!\d)[12] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}(?!\d)/gi,
  isRight: (plain) => {
    const number = plain.slice(0, 13).replace('2a', '19').replace('2b', '18')
    return Number(plain.slice(13)) === 97 - modulo(number, 97)
  },
}

/** Switzerland, AHV: an EAN-13 that begins with 756. */
const ch: NationalId = {
  shape: /(?<![\d.])756[. ]?\d{4}[. ]?\d{4}[. ]?\d{2}(?!\d)/g,
  isRight: (plain) =>
    [...plain].reduce((sum, digit, place) => sum + Number(digit) * (place % 2 === 0 ? 1 : 3), 0) % 10 === 0,
}

/** What a letter or digit counts for at an odd place, from 0 and A (decree of 23 December 1976). */
const ITALIAN_ODD = [
  1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
]

/** Italy, codice fiscale: the last letter is a weighted sum modulo 26. */
const it: NationalId = {
  shape: /(?<![A-Za-z0-9])[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z](?![A-Za-z0-9])/gi,
  isRight: (plain) => {
    const worth = (letter: string): number => (/\d/.test(letter) ? Number(letter) : letter.charCodeAt(0) - 97)
    const sum = [...plain.slice(0, 15)].reduce(
      (total, letter, place) => total + (place % 2 === 0 ? (ITALIAN_ODD[worth(letter)] ?? 0) : worth(letter)),
      0,
    )
    return worth(plain.charAt(15)) === sum % 26
  },
}

/** Brazil, CPF: two check digits modulo 11; one digit eleven times is none. */
const br: NationalId = {
  shape: /(?<![\d.])\d{3}\.\d{3}\.\d{3}-\d{2}(?!\d)/g,
  isRight: (plain) => !/^(\d)\1{10}$/.test(plain) && cpfDigit(plain, 9) && cpfDigit(plain, 10),
}

function cpfDigit(plain: string, place: number): boolean {
  const sum = [...plain.slice(0, place)].reduce((all, digit, at) => all + Number(digit) * (place + 1 - at), 0)
  return ((sum * 10) % 11) % 10 === Number(plain[place])
}

const NATIONAL_IDS = { us, gb, es, fr, ch, it, br } as const satisfies Record<string, NationalId>

export const nationalId: Detector = {
  what: 'a national id number',
  find: (text) => Object.values(NATIONAL_IDS).flatMap(({ shape, isRight }) => findAll(text, shape, isRight)),
}
