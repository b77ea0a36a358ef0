const WORDS =
  'yes|yep|yeah|yup|sure|ok|okay|correct|confirm|confirmed|approve|approved|agree|agreed|proceed|go ahead|go for it|please do|do it|sounds good|absolutely|definitely|certainly|of course|you may|by all means'

const YES = new RegExp(`\\b(?:${WORDS})\\b`, 'i')
/** A message that has one of these is no yes, whatever else is in it: "yes, but wait". */
const NO =
  /\b(?:no|nope|not|never|cannot|don'?t|cancel|stop|wait|hold on|hold off|instead|refuse|decline|leave it|let me think)\b|n['’]t\b/i
/** A sentence that has one of these says when it would be a yes: "before I approve". */
const CONDITION = /\b(?:if|unless|until|before (?:i|we|you)|(?:approve|confirm|decide|proceed) later)\b/i
/** They sound like a no and are none. */
const HARMLESS =
  /\b(?:(?:no|not a) (?:problem|worries|doubt|issues?|objections?|concerns?)|why not|no need to (?:wait|ask))\b/gi

/** "Yes, when will it come?" answers first. */
const ANSWERS_FIRST = new RegExp(`^\\s*(?:${WORDS})\\b(?=[^\\p{L}\\p{N}?]*[,;:\\u2013\\u2014-])`, 'iu')

/** Whether a message says yes or no; `null` where it says neither. */
export function consentIn(text: string): boolean | null {
  const plain = text.replace(HARMLESS, '')
  if (NO.test(plain)) return false
  return plain.split(/(?<=[.!?\n])/).some(agrees) ? true : null
}

/** Who asks has not answered yet. */
const agrees = (sentence: string): boolean =>
  !CONDITION.test(sentence) && (sentence.endsWith('?') ? ANSWERS_FIRST : YES).test(sentence)
