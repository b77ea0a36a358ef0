/** One credential of each kind, put together here, so that no scanner takes this file for a leak. */
const join = (...parts: readonly string[]): string => parts.join('')
const mixed = (length: number): string => 'aB3dE5fG7hJ9kL2mN4'.repeat(10).slice(0, length)
const hex = (length: number): string => '0a1b2c3d4e5f6789'.repeat(10).slice(0, length)

/** What it is, a text that holds it, and the part of that which must never be shown. */
export const EXAMPLES: readonly (readonly [what: string, text: string, secret?: string])[] = [
  ['an Anthropic key', ['sk', 'ant', 'api03', 'a'.repeat(24)].join('-')],
  ['an Anthropic key', ['sk', 'ant', 'api03', 'made-of-words-that-are-short'].join('-')],
  ['an OpenAI key', join('sk-', 'proj-', 'A1'.repeat(20))],
  ['an OpenRouter key', join('sk-', 'or-v1-', hex(64))],
  ['a Stripe key', join('sk', '_live_', mixed(24))],
  ['a secret key', join('sk', '-', mixed(48))],
  ['an AWS access key', join('AK', 'IA', 'Z9'.repeat(8))],
  ['an AWS secret access key', join('AWS_SECRET_ACCESS_', `KEY=${mixed(40)}`), mixed(40)],
  ['an AWS secret access key', join('"Secret', `AccessKey": "${mixed(40)}"`), mixed(40)],
  ['an AWS secret access key', join('<Secret', `AccessKey>${mixed(40)}</SecretAccessKey>`), mixed(40)],
  ['an AWS secret access key', join('the secret access ', `key is ${mixed(40)}`), mixed(40)],
  ['a GitHub token', join('gh', 'p_', 'a1'.repeat(18))],
  ['a GitLab token', join('gl', 'pat-', mixed(20))],
  ['a Slack token', join('xo', 'xb-', '1'.repeat(12))],
  ['a Slack webhook', join('https://hooks.slack', `.com/services/T0/B0/${mixed(30)}`), mixed(30)],
  ['a Telegram bot token', join('123456789', `:AA${mixed(33)}`)],
  ['a Google key', join('AI', 'za', mixed(35))],
  ['a Google OAuth secret', join('GOC', 'SPX-', mixed(28))],
  ['an Azure account key', join('Account', `Key=${mixed(86)}==;EndpointSuffix=x`), mixed(86)],
  ['an Azure signature', join('https://x.blob/y?se=1&', `sig=${mixed(43)}%3D`), mixed(43)],
  ['a SendGrid key', join('S', 'G.', `${mixed(22)}.${mixed(43)}`)],
  ['a Twilio key', join('S', 'K', hex(32))],
  ['a Hugging Face token', join('h', 'f_', mixed(34))],
  ['an npm token', join('np', 'm_', mixed(36))],
  ['a PyPI token', join('py', 'pi-AgE', mixed(60))],
  ['a DigitalOcean token', join('do', 'p_v1_', hex(64))],
  ['a Databricks token', join('da', 'pi', hex(32))],
  ['a HashiCorp token', join('hv', 's.', mixed(24))],
  ['a Shopify token', join('shp', 'at_', hex(32))],
  ['a Groq key', join('gs', 'k_', mixed(52))],
  ['a JSON Web Token', join('ey', `J${mixed(20)}.ey`, `J${mixed(20)}.${mixed(20)}`)],
  ['a private key', ['-----BEGIN RSA', 'PRIVATE KEY-----'].join(' ')],
  [
    'a private key',
    join(
      '-----BEGIN PGP',
      ` PRIVATE KEY BLOCK-----\nVersion: 1-2\n\n${mixed(64)}\n=aB3d\n-----END PGP PRIVATE KEY BLOCK-----`,
    ),
    mixed(64),
  ],
  [
    'a private key',
    join('-----BEGIN', ` PRIVATE KEY-----\n${mixed(64)}\n${mixed(64)}\n(cut off)`),
    mixed(64),
  ],
  ['a password in a URL', 'postgres://alice:hunter22@db.example.com/shop', 'hunter22'],
  ['a password in a URL', 'redis://:p%40ss-4711@localhost:6379', 'p%40ss-4711'],
  ['a Basic authorization', join('Authorization: ', 'Basic YWxpY2U6aHVudGVyMjI='), 'YWxpY2U6aHVudGVyMjI='],
  ['a bearer token', join('authorization: ', 'Bearer abc12345'), 'abc12345'],
  ['a bearer token', join('{"Authorization":', ` "Bearer ${mixed(20)}"}`), mixed(20)],
  ['a bearer token', join('curl -H "', `bearer ${mixed(24)}"`), mixed(24)],
  ['an API key', join('x-api-', `key: ${hex(24)}`), hex(24)],
]

/** The first example of a kind. */
export const exampleOf = (kind: string): string => EXAMPLES.find(([what]) => what === kind)?.[1] ?? ''

/** What resembles credentials and is none. */
export const HARMLESS: readonly string[] = [
  'sk-ant-short, risk-assessment-of-everything-we-have-done, AKIA and -----BEGIN CERTIFICATE-----',
  'toolu_01A09q90qw90lq917835lq9 msg_013Zva2CMHLNnjNjJKqJ2EF call_aB3dE5fG7hJ9kL2mN4aB3dE5 resp_67ccd2bed1ec8190b14f964abc0542670bb6a6b452d3795b',
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 d41d8cd98f00b204e9800998ecf8427e',
  '123e4567-e89b-12d3-a456-426614174000 2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c',
  'sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==',
  'Send Authorization: Bearer <token>, Authorization: Bearer YOUR_API_KEY or Authorization: Basic authentication',
  'The bearer of this letter may enter. Bearer authentication is described in RFC6750-and-its-successors',
  `https://user:password@example.com, https://\${USER}:\${PASS}@host, http://127.0.0.1:8080/@alice, git@github.com:a/b`,
  'AWS_SECRET_ACCESS_KEY=your-secret-access-key, the secret key is kept elsewhere',
  'https://example.com/a?sig=short&x=1 discord.com/api/webhooks/ hooks.slack.com/services/',
  'cache_creation_input_tokens ephemeral_5m_input_tokens claude-haiku-4-5-20251001 getCustomerOrderHistoryById2',
  'task-runner-for-the-nightly-batch-jobs-of-the-shop, disk-usage-report-generator-2000-for-everyone',
]
