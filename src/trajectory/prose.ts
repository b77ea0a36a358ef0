/** Fewer may be a name, an address or a query. */
const LEAST_WORDS = 8
const MOST_WORDS = 200
const SHARE_OF_WORDS = 3 / 4

const WORD = /^["'“‘(]*\p{L}[\p{L}\p{M}'’-]*[.,;:!?)"'”’…]*$/u
/** Signs of a command, a query or code; an amount such as $5 is none. */
const CODE = /[=<>{}|\\]|\$[A-Za-z({]/

/** Whether a text is made of sentences, as a model words them anew each time: no command, query, code or list of ids. */
export function isProse(text: string): boolean {
  const words = text.trim().split(/\s+/, MOST_WORDS)
  if (words.length < LEAST_WORDS || CODE.test(text)) return false
  return words.filter((word) => WORD.test(word)).length >= words.length * SHARE_OF_WORDS
}
