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

/** What kind of credential the text holds, as it is or encoded once; `null` where none. */
export function findSecret(text: string): string | null {
  const plain = withoutEscapes(text)
  for (const reading of new Set([text, plain, withoutPercents(plain), ...decodedParts(plain)])) {
    const found = SHAPES.find(({ shape }) => shape.test(reading))
    if (found) return found.what
  }
  return null
}

/** JSON inside JSON is escaped twice; a line's end before a key must not hide where the key begins. */
function withoutEscapes(text: string): string {
  let plain = text
  for (let level = 0; level < 2; level++) {
    plain = plain.replaceAll(/\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g, (_, code?: string, letter = '') =>
      code === undefined
        ? /[nrtbf]/.test(letter)
          ? '\n'
          : letter
        : String.fromCharCode(Number.parseInt(code, 16)),
    )
  }
  return plain
}

const withoutPercents = (text: string): string =>
  text.replaceAll(/%([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))

/** The shortest key, encoded; what is longer than the longest is an image, whose bytes are no text. */
const BASE64 = /[A-Za-z0-9+/_-]{20,}/g
const LONGEST_ENCODED = 20_000

/** What may be base64, decoded from each of the four places where its groups may begin. */
function decodedParts(text: string): readonly string[] {
  const parts = [...text.matchAll(BASE64)]
    .map(([part]) => part)
    .filter(({ length }) => length < LONGEST_ENCODED)
  return [0, 1, 2, 3].map((from) =>
    parts.map((part) => Buffer.from(part.slice(from), 'base64').toString('latin1')).join('\n'),
  )
}
