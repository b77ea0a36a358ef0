/** Shapes of credentials that never belong into a file under version control. */
const SHAPES: readonly { readonly what: string; readonly shape: RegExp }[] = [
  { what: 'an Anthropic key', shape: /sk-ant-[A-Za-z0-9_-]{20,}/ },
  { what: 'an OpenAI key', shape: /sk-(?:proj-)?[A-Za-z0-9]{32,}/ },
  { what: 'an AWS access key', shape: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/ },
  { what: 'a GitHub token', shape: /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{40,})/ },
  { what: 'a Slack token', shape: /\bxox[abprs]-[A-Za-z0-9-]{10,}/ },
  { what: 'a private key', shape: /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/ },
]

/** What kind of credential the text holds, or `null`. */
export function findSecret(text: string): string | null {
  return SHAPES.find(({ shape }) => shape.test(text))?.what ?? null
}
