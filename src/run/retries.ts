/** How often a trial, or what a judge is asked, is tried again when the provider failed. */
export const RETRIES = 2

/** Wait before that, times the attempt. */
export const RETRY_PAUSE_MS = 1000
