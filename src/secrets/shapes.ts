import { isDummy } from './own.ts'

/** A kind of credential that is told by how it looks, so well that ordinary text, hashes and ids are never taken for it. */
export interface Shape {
  readonly what: string
  /** Its group `value` is the credential; without one all of the match is. */
  readonly shape: RegExp
  /** One of these is in every text that holds it. Without them, it holds a long run of unbroken characters. */
  readonly signs?: readonly string[]
  /** False for what only looks like one. */
  readonly is?: (value: string) => boolean
}

const isReal = (value: string): boolean => !isDummy(value)
const hasDigit = (value: string): boolean => /\d/.test(value) && isReal(value)
const isMixed = (value: string): boolean => hasDigit(value) && /[A-Za-z]/.test(value.slice(3))
const isUserAndPassword = (value: string): boolean =>
  /^[\x20-\x7e]*:[\x20-\x7e]+$/.test(Buffer.from(value, 'base64').toString('latin1'))

const HEADER = ['uthorization', 'UTHORIZATION']
const AUTHORIZATION = String.raw`authorization["'\s:=,[]{1,12}`

/** The first that fits names it: what is more precise comes first. */
export const SHAPES: readonly Shape[] = [
  { what: 'an Anthropic key', shape: /sk-ant-[\w-]{20,}/dg },
  { what: 'an OpenAI key', shape: /\bsk-(?:proj|svcacct|admin|None)-[\w-]{32,}/dg },
  { what: 'an OpenRouter key', shape: /\bsk-or-v1-[a-f0-9]{48,}/dg },
  { what: 'a Stripe key', shape: /\b(?:[sr]k_(?:live|test)_[A-Za-z0-9]{16,}|whsec_[A-Za-z0-9+/]{32,})/dg },
  { what: 'a secret key', shape: /(?<![\w-])[sr]k[-_][A-Za-z0-9]{24,}/dg, is: isMixed },
  { what: 'an AWS access key', shape: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/dg },
  {
    what: 'an AWS secret access key',
    shape: /secret[\s_-]?(?:access[\s_-]?)?key(?:\W|is){1,12}?(?<value>[\w/+]{40})(?![\w/+=])/dgi,
    is: isMixed,
  },
  { what: 'a GitHub token', shape: /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{40,})/dg },
  { what: 'a GitLab token', shape: /\bgl(?:pat|ptt|dt|rt|cbt|agent|oas|soat)-[\w-]{20,}/dg },
  { what: 'a Slack token', shape: /\bx(?:ox[abeoprs]|app)-[A-Za-z0-9-]{10,}/dg, signs: ['xox', 'xapp-'] },
  {
    what: 'a Slack webhook',
    shape: /hooks\.slack\.com\/(?:services|workflows|triggers)\/(?<value>[\w/]{30,})/dg,
  },
  {
    what: 'a Discord webhook',
    shape: /discord(?:app)?\.com\/api\/webhooks\/(?<value>\d{15,}\/[\w-]{50,})/dg,
  },
  { what: 'a Telegram bot token', shape: /\b\d{8,10}:AA[\w-]{33}(?![\w-])/dg },
  { what: 'a Google key', shape: /\bAIza[\w-]{35}/dg },
  { what: 'a Google OAuth secret', shape: /\b(?:GOCSPX-[\w-]{28}|ya29\.[\w-]{30,})/dg },
  {
    what: 'an Azure account key',
    shape: /\b(?:AccountKey|SharedAccessKey)=(?<value>[A-Za-z0-9+/]{40,}={0,2})/dgi,
  },
  { what: 'an Azure signature', shape: /[?&]sig=(?<value>[A-Za-z0-9+/%]{43,}(?:=|%3D))/dgi },
  { what: 'an Azure client secret', shape: /(?<![\w~.-])[\w~.-]{3}[78]Q~[\w~.-]{34}(?![\w~.-])/dg },
  { what: 'a SendGrid key', shape: /\bSG\.[\w-]{16,}\.[\w-]{32,}/dg },
  { what: 'a Twilio key', shape: /\bSK[0-9a-f]{32}\b/dg },
  { what: 'a Hugging Face token', shape: /\bhf_[A-Za-z0-9]{30,}/dg },
  { what: 'an npm token', shape: /\bnpm_[A-Za-z0-9]{36}/dg },
  { what: 'a PyPI token', shape: /\bpypi-AgE[\w-]{50,}/dg },
  { what: 'a Docker token', shape: /\bdckr_[po]at_[\w-]{27,}/dg },
  { what: 'a DigitalOcean token', shape: /\bdo[opr]_v1_[a-f0-9]{64}/dg },
  { what: 'a Databricks token', shape: /\bdapi[a-f0-9]{32}\b/dg },
  { what: 'a HashiCorp token', shape: /\b(?:hv[sbr]\.[\w-]{24,}|[A-Za-z0-9]{14}\.atlasv1\.[\w-]{60,})/dg },
  { what: 'a Shopify token', shape: /\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}/dg },
  { what: 'an Atlassian token', shape: /\bATATT3[\w=-]{100,}/dg },
  { what: 'a Linear key', shape: /\blin_(?:api|oauth)_[A-Za-z0-9]{40}/dg },
  { what: 'a Notion token', shape: /\bntn_[A-Za-z0-9]{40,}/dg },
  { what: 'a Postman key', shape: /\bPMAK-[a-f0-9]{24}-[a-f0-9]{34}/dg },
  { what: 'a Groq key', shape: /\bgsk_[A-Za-z0-9]{48,}/dg },
  { what: 'an xAI key', shape: /\bxai-[A-Za-z0-9]{70,}/dg },
  { what: 'a Perplexity key', shape: /\bpplx-[A-Za-z0-9]{40,}/dg },
  { what: 'a Replicate token', shape: /\br8_[A-Za-z0-9]{37}\b/dg },
  { what: 'a LangSmith key', shape: /\blsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10}/dg },
  { what: 'a Supabase token', shape: /\bsb(?:p_[a-f0-9]{40}|_secret_[\w-]{22,})/dg },
  { what: 'an age key', shape: /\bAGE-SECRET-KEY-1[0-9A-Z]{58}/dg },
  { what: 'a JSON Web Token', shape: /(?<![\w-])eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/dg },
  {
    what: 'a private key',
    shape:
      /-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:(?:[\w+/=\s:.,()@<>]|-(?!-)){1,20000}-----END [A-Z0-9 ]{1,40}-----|(?:\s{0,8}[A-Za-z0-9+/=]{16,}){0,500})/dg,
    signs: ['PRIVATE KEY'],
  },
  {
    what: 'a password in a URL',
    shape:
      /\b[a-z][a-z0-9+.-]{1,30}:\/\/[^\s:@/?#"'`<>\\]{0,200}:(?<value>[^\s@/"'`<>\\[{$*][^\s/"'`<>\\]{2,500})@[\w[]/dgi,
    signs: ['://'],
    is: isReal,
  },
  {
    what: 'a Basic authorization',
    shape: new RegExp(String.raw`${AUTHORIZATION}basic\s+(?<value>[\w+/-]{6,}={0,2})`, 'dgi'),
    signs: HEADER,
    is: isUserAndPassword,
  },
  {
    what: 'a bearer token',
    shape: new RegExp(String.raw`${AUTHORIZATION}(?:bearer|token)\s+(?<value>[\w.~+/-]{8,}={0,2})`, 'dgi'),
    signs: HEADER,
    is: hasDigit,
  },
  { what: 'a bearer token', shape: /\bbearer\s+(?<value>[\w.~+/-]{20,}={0,2})/dgi, is: hasDigit },
  {
    what: 'an API key',
    shape: /\bx-(?:goog-)?api-key["'\s:=,[]{1,12}(?<value>[\w.-]{20,})/dgi,
    is: hasDigit,
  },
]

/** All signs, each once. */
export const SIGNS: readonly string[] = [...new Set(SHAPES.flatMap(({ signs = [] }) => signs))]
