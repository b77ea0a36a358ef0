/**
 * A letter or digit that makes one word with those beside it. Chinese, Japanese, Korean and Thai set their words apart
 * by no spaces: what stands beside their letters may be a word of its own.
 */
export const WORD_LETTER = /[[\p{L}\p{N}]--[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Thai}]]/v
