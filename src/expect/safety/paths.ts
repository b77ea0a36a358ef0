import { readingsOf } from './decoded.ts'
import { type KeyedText, readable } from './spoken.ts'
import { keyWords } from './words.ts'

/** A folder that is allowed, or a path that is asked for: where it begins and how it goes on. */
export interface FilePath {
  /** `/`, `~`, `c:` or, for one that begins in the working directory, `.`. */
  readonly root: string
  readonly steps: readonly string[]
}

/** A path as a program would take it; `null` where what it leads to depends on more than its letters. */
export function parsePath(written: string): FilePath | null {
  const text = written.replaceAll('\\', '/')
  if (/[\0$`]|%[A-Z_]{3,}%/i.test(text) || /^~[^/]/.test(text)) return null
  const drive = /^([a-z]):/i.exec(text)?.[1]
  if (drive !== undefined) return { root: `${drive.toLowerCase()}:`, steps: stepsIn(text.slice(2)) }
  if (text.startsWith('/')) return { root: '/', steps: stepsIn(text) }
  return text.startsWith('~')
    ? { root: '~', steps: stepsIn(text.slice(1)) }
    : { root: '.', steps: stepsIn(text) }
}

const stepsIn = (text: string): readonly string[] =>
  text.split('/').filter((step) => step !== '' && step !== '.')

/**
 * Whether a path stays within some folder on every step of its way. It is held against the letters alone: no link is
 * followed, so a way out of the folder and back again is taken for a way out.
 */
export function isAllowedPath({ root, steps }: FilePath, allowed: readonly FilePath[]): boolean {
  const folders = allowed.filter((folder) => folder.root === root)
  const at: string[] = []
  let climbed = 0
  const within = (): boolean =>
    folders.some(
      (folder) => climbs(folder.steps) === climbed && folder.steps.every((step, i) => at[i] === step),
    )
  for (const step of steps) {
    if (step !== '..') at.push(step)
    else if (at.length > climbed) {
      at.pop()
      if (!within()) return false
    } else if (root === '.') {
      at.push(step)
      climbed++
    }
  }
  return within()
}

/** How often a path leaves the folder that it begins in. */
const climbs = (steps: readonly string[]): number => steps.filter((step) => step === '..').length

/** Keys whose value is one path, whatever is in it. */
const PATH_KEYS = new Set(
  'path paths file files filename filenames filepath dir dirs directory directories folder folders cwd'.split(
    ' ',
  ),
)
/** Keys whose value is a command, where a word with a slash is a path. */
const COMMAND_KEYS = new Set('command commands cmd script bash shell args argv code'.split(' '))

const WEB = /\b(?!file:)[a-z][a-z0-9+.-]{1,20}:[\\/]{2}[^\s"'`<>]*/gi
const CLOSING_TAG = /<\/[a-z][a-z0-9:-]*\s*>/gi
const FILE_URL = /\bfile:(?:[\\/]{2}(?:localhost)?(?=[\\/]))?([^\s"'`<>?#]*)/gi

/** The paths in a text of a tool's arguments, each as it is written. */
export function pathsIn({ key, text }: KeyedText): readonly string[] {
  return readingsOf(readable(text)).flatMap((reading) => {
    const files = [...reading.matchAll(FILE_URL)].map(([, path = '']) => path || '/')
    const rest = reading.replace(FILE_URL, ' ').replace(WEB, ' ').replace(CLOSING_TAG, ' ')
    const name = keyWords(key).at(-1) ?? ''
    if (PATH_KEYS.has(name)) return rest.trim() === '' ? files : [...files, rest.trim()]
    return [...files, ...wordsIn(rest).filter((word) => isPath(word, COMMAND_KEYS.has(name)))]
  })
}

/** What a shell, a list or a sentence has between its signs; an option's value without the option. */
const wordsIn = (text: string): readonly string[] =>
  text
    .replace(/\$\{(\w+)\}/g, '$$$1')
    .split(/[\s"'`;|&<>(),={}[\]]+|(?<!\b[A-Za-z]):(?=[\\/~.])|@(?=[\\/~.])/)
    .map((word) => word.replace(/^-{1,2}\w*(?=[\\/~])/, ''))
    .filter((word) => word !== '')

const isPath = (word: string, inCommand: boolean): boolean =>
  /^(?:[\\/]|~(?:[\\/]|$|\w+[\\/])|\.{1,2}(?:[\\/]|$)|[a-z]:[\\/]|\$\w+[\\/]|\$(?:HOME|OLDPWD|TMPDIR)$)/i.test(
    word,
  ) ||
  /[\\/]\.\.(?:[\\/]|$)/.test(word) ||
  (inCommand && /[\\/]/.test(word))
