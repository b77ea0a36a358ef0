import { createRequire } from 'node:module'
import { lazy } from '../../once.ts'

type Library = typeof import('libphonenumber-js/min')

/** Only suites that look for phone numbers wait for it; the bundle has it as a part that is run when it is asked for. */
export const phoneLibrary = lazy(
  (): Library =>
    typeof require === 'function'
      ? require('libphonenumber-js/min')
      : createRequire(import.meta.url)('libphonenumber-js/min'),
)
