/** `baseUrl`, `base_url` and `base-url` are two words. */
export const keyWords = (key: string | null): readonly string[] =>
  (key ?? '')
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')

/** The commands of a line of shell, each as its words; quotes keep nothing together, so that they hide nothing. */
export const splitCommand = (text: string): readonly (readonly string[])[] =>
  text
    .split(/[\n;|&]+/)
    .map((command) => command.split(/[\s"'`()<>]+/).filter((word) => word !== ''))
    .filter((words) => words.length > 0)
