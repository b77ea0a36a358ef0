import { isJsonObject, type Json, type UserContent } from '../trajectory/index.ts'

/** What placeholders stand for, by name: `input` for `${input}`. */
export type Placeholders = Readonly<Record<string, Json>>

/** `${name}`, and `$${name}` for the text `${name}` itself. */
const PLACEHOLDER = /\$?\$\{([a-z]+)\}/g

/**
 * Puts the values in their places, all at once: a message that holds `${home}` says just that. A placeholder that is
 * not among them stays as it is.
 * @param encode what a value goes through on its way into the text
 */
export function fillText(
  text: string,
  values: Placeholders,
  encode: (text: string) => string = (given) => given,
): string {
  return text.replaceAll(PLACEHOLDER, (whole: string, name: string) => {
    if (whole.startsWith('$$')) return whole.slice(1)
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    return value === undefined ? whole : encode(typeof value === 'string' ? value : JSON.stringify(value))
  })
}

/**
 * The same in all strings of a JSON value; one that is a placeholder and nothing else becomes the value itself.
 * @param inText what placeholders stand for within a longer text
 */
export function fillJson(template: Json, values: Placeholders, inText: Placeholders = values): Json {
  if (typeof template === 'string') {
    const name = /^\$\{([a-z]+)\}$/.exec(template)?.[1]
    const value = name !== undefined && Object.hasOwn(values, name) ? values[name] : undefined
    return value ?? fillText(template, inText)
  }
  if (Array.isArray(template)) return template.map((item: Json) => fillJson(item, values, inText))
  if (!isJsonObject(template)) return template
  const filled = Object.entries(template).map(
    ([key, value]) => [key, fillJson(value, values, inText)] as const,
  )
  return Object.fromEntries(filled)
}

export const fillAll = (
  texts: Readonly<Record<string, string>>,
  values: Placeholders,
): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, fillText(text, values)]))

/** A message as plain text; one of more than text as the JSON of its blocks. */
export function plainText(content: UserContent): string {
  if (typeof content === 'string') return content
  const texts = content.map((block) =>
    block.type === 'text' && Object.keys(block).length === 2 ? block['text'] : null,
  )
  return texts.every((text) => typeof text === 'string') ? texts.join('\n') : JSON.stringify(content)
}
