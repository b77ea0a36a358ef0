/** Credentials: how they are told from other text, and what stands in their place where they must not be shown. */
export { secretIn } from './find.ts'
export { ownSecrets } from './own.ts'
export { createSecrets, type FoundSecret, type Secrets } from './redact.ts'
