/** A credential of this run, known by its value. */
export interface OwnSecret {
  readonly what: string
  readonly value: string
}

/** Names of variables that hold credentials. */
const CREDENTIAL = /(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|_PASS|_PWD)$/i
const PROVIDERS = ['ANTHROPIC_API_KEY', 'OPENAI_API_KEY']
const SHORTEST = 8

/**
 * The run's own keys: the providers', and of the variables that are passed to the agent those whose name ends as
 * credentials do. A value of fewer than eight characters is none, nor one that is made of dummy words alone.
 * @param passed names of variables that the agent gets
 */
export function ownSecrets(
  env: Readonly<Record<string, string | undefined>>,
  passed: readonly string[],
): OwnSecret[] {
  const names = new Set([...PROVIDERS, ...passed.filter((name) => CREDENTIAL.test(name))])
  return [...names].flatMap((name) => {
    const value = env[name]?.trim() ?? ''
    return value.length < SHORTEST || isDummy(value) ? [] : [{ what: `the value of ${name}`, value }]
  })
}

const DUMMY_WORD =
  /^(?:pawl|test|testing|none|null|nil|undefined|dummy|fake|mock|example|sample|demo|placeholder|change|changeme|todo|unused|local|localhost|not|no|real|needed|required|empty|invalid|redacted|hidden|your|my|the|a|an|here|secret|password|passwd|pass|token|key|apikey|api|auth|access|bearer|user|sk|ant|anthropic|openai|proj|x+|0+|\d{1,4})$/i

/** `test`, `your-api-key`, `sk-ant-dummy-123`, `XXXXXXXX`: all of its words are such as examples are made of. */
export const isDummy = (value: string): boolean =>
  value.split(/[^A-Za-z0-9]+/).every((word) => word === '' || DUMMY_WORD.test(word))

/** From this length on, what it is encoded in is long enough to be decoded. */
const DECODED_FROM = 15

/** As the value stands in text and in JSON, and for a short one as it stands alone in hex and base64. */
export function writtenForms({ value }: OwnSecret): string[] {
  const bytes = Buffer.from(value)
  // Decoded bytes are read as Latin-1.
  const plain = [value, JSON.stringify(value).slice(1, -1), bytes.toString('latin1')]
  if (bytes.length >= DECODED_FROM) return [...new Set(plain)]
  const hex = bytes.toString('hex')
  const base64 = [0, 1, 2].map((before) => base64Core(bytes, before))
  const url = base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))
  return [...new Set([...plain, hex, hex.toUpperCase(), ...base64, ...url])]
}

/** The characters that only these bytes decide, where so many others come before them. */
function base64Core(bytes: Buffer, before: number): string {
  const whole = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
  return whole.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6))
}
