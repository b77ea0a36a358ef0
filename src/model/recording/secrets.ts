/** Shapes of credentials that never belong into a file under version control. */
const SHAPES: readonly { readonly what: string; readonly shape: RegExp }[] = [
  { what: 'an Anthropic key', shape: /sk-ant-[A-Za-z0-9_-]{20,}/ },
  { what: 'an OpenAI key', shape: /\bsk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{32,}/ },
  { what: 'a secret key', shape: /\b(?:sk|rk)[-_](?:or-v1-|live_|test_)?[A-Za-z0-9]{24,}/ },
  { what: 'an AWS access key', shape: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/ },
  { what: 'a GitHub token', shape: /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{40,})/ },
  { what: 'a Slack token', shape: /\bxox[abprs]-[A-Za-z0-9-]{10,}/ },
  { what: 'a Google key', shape: /\bAIza[A-Za-z0-9_-]{35}/ },
  { what: 'a GitLab token', shape: /\bglpat-[A-Za-z0-9_-]{20,}/ },
  { what: 'a Hugging Face token', shape: /\bhf_[A-Za-z0-9]{30,}/ },
  { what: 'an npm token', shape: /\bnpm_[A-Za-z0-9]{36}/ },
  { what: 'a JSON Web Token', shape: /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/ },
  { what: 'a private key', shape: /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/ },
]

/** What kind of credential the text holds, or `null`. */
export function findSecret(text: string): string | null {
  return SHAPES.find(({ shape }) => shape.test(text))?.what ?? null
}
