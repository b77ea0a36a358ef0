/** What of a request varies between identical runs, beside what pawl knows by itself. */
export interface NormalizeRule {
  /** Where: `system[*].text`, `messages[*].content`, `metadata.user_id`; `*` stands for any index or key. */
  readonly path: string
  /** RE2; `null`: the whole value. Its first group, where it has one, is what varies. */
  readonly pattern: string | null
  /** Values get `<NAME:1>`, `<NAME:2>` by first appearance and come back in responses; `null`: `<*>`, forgotten. */
  readonly name: string | null
}
