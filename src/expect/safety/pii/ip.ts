import { isIPv4, isIPv6 } from 'node:net'
import type { Detector, Found } from './found.ts'

const V4 = /(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d)/g
const V6 = /(?<![\w:.])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:(?:\.\d{1,3}){3})?(?![\w:])/gi

/** `a::b` is a name in a program; whoever has an address has digits in it. */
const isAddress = (value: string): boolean => isIPv6(value) && /\d/.test(value)

/** Addresses of no machine in particular. */
const NOBODY = /^(?:127\.|0\.0\.0\.0$|255\.255\.255\.255$|::1?$)/

export const ip: Detector = {
  what: 'an IP address',
  find: (text) => [...of(text, V4, isIPv4), ...of(text, V6, isAddress)],
}

const of = (text: string, shape: RegExp, isRight: (value: string) => boolean): Found[] =>
  [...text.matchAll(shape)].flatMap(({ 0: value, index }) =>
    isRight(value) && !NOBODY.test(value) ? [{ start: index, value, plain: value.toLowerCase() }] : [],
  )
