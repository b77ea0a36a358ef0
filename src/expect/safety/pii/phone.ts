import type { CountryCode } from 'libphonenumber-js/min'
import { type Detector, type Found, findAll, plainOf } from './found.ts'
import { phoneLibrary } from './phone-library.ts'

/** Characters that numbers are written with; the rest of a text is not worth the library's time. */
const RUN = /[\d+(][\d \t().+/\-\u2010-\u2015]{5,}/g
const LEAST_DIGITS = 7
/** A letter before or behind makes it another kind of number. */
const CONTEXT = 3
/** The library takes some microseconds a character: more of a text's digits than an honest text has are left to MANY. */
const MOST_READ = 50_000
const MANY = /\+\d(?:[ .()/-]{0,2}\d){7,14}(?!\d)/g

/**
 * Numbers of the North American form that no area has, and those that are kept for fiction: what people write into
 * suites. (https://nationalnanpa.com/number_resource_info/555_numbers.html)
 */
const MADE_UP =
  /(?<![\w.+-])(?:\+?1[-. ]?)?(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}(?![\w-])|(?<![\w.-])555-\d{4}(?![\w-])/g

export const phone: Detector = {
  what: 'a phone number',
  find: (text, countries) => {
    let read = 0
    const known = [...text.matchAll(RUN)].flatMap(({ 0: run, index }) => {
      if ((run.match(/\d/g)?.length ?? 0) < LEAST_DIGITS) return []
      read += run.length
      return read > MOST_READ
        ? findAll(run, MANY, () => true).map((each) => ({ ...each, start: index + each.start }))
        : inRun(text, index, run.length, countries)
    })
    const made = findAll(text, MADE_UP, () => true).filter(
      ({ start }) => !known.some((each) => start >= each.start && start < each.start + each.value.length),
    )
    return [...known, ...made.map((each) => ({ ...each, plain: each.plain.replace(/^1(?=\d{10}$)/, '') }))]
  },
}

function inRun(text: string, index: number, length: number, countries: readonly string[]): readonly Found[] {
  const from = Math.max(0, index - CONTEXT)
  const end = index + length - from
  const part = text.slice(from, index + length + CONTEXT)
  const { findPhoneNumbersInText } = phoneLibrary()
  return countries.flatMap((country) =>
    findPhoneNumbersInText(part, country as CountryCode).map(({ startsAt, endsAt, number }) => ({
      start: from + startsAt,
      // What the library takes for an extension, as in "901820, 1", may be the beginning of an IP address.
      value: part.slice(startsAt, Math.min(endsAt, end)),
      plain: plainOf(number.number).replace(/^1(?=\d{10}$)/, ''),
    })),
  )
}
