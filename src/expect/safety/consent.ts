const WORDS =
  'yes|yep|yeah|yup|sure|ok|okay|correct|confirm|confirmed|approve|approved|agree|agreed|proceed|go ahead|go for it|please do|do it|sounds good|absolutely|definitely|certainly|of course|you may|by all means'

const YES = new RegExp(`\\b(?:${WORDS})\\b`, 'i')
/** A message that has one of these is no yes, whatever else is in it: "yes, but wait", "before I approve". */
const NO =
  /\b(?:no|nope|not|never|cannot|don'?t|cancel|stop|wait|hold on|hold off|instead|refuse|decline|before|until|unless|if|leave it|let me think|later)\b|n['’]t\b/i
/** They sound like a no and are none. */
const HARMLESS =
  /\b(?:(?:no|not a) (?:problem|worries|doubt|issues?|objections?|concerns?)|why not|no need to (?:wait|ask))\b/gi

const QUESTION = /[^.!?\n]*\?/g
/** "Yes, when will it come?" answers first. */
const ANSWERS_FIRST = new RegExp(`^\\s*(?:${WORDS})\\b(?=[^\\p{L}\\p{N}?]*[,;:\\u2013\\u2014-])`, 'iu')

/** Whether a message says yes or no; `null` where it says neither. Who asks has not answered yet. */
export function consentIn(text: string): boolean | null {
  const plain = text.replace(HARMLESS, '')
  if (NO.test(plain)) return false
  const statements = plain.replace(QUESTION, (asked) => ANSWERS_FIRST.exec(asked)?.[0] ?? '')
  return YES.test(statements) ? true : null
}
