import { spawnSync } from 'node:child_process'

/** A real XML parser: xmllint, where it is installed (Debian: libxml2-utils). */
export const hasXmllint = spawnSync('xmllint', ['--version']).status === 0

/** What the parser complains of; empty for well-formed XML. */
export function xmlErrors(xml: string): string {
  return spawnSync('xmllint', ['--noout', '--huge', '-'], { input: xml, encoding: 'utf8' }).stderr
}

/** The value of an XPath expression, as the parser reads it. */
export function xpath(xml: string, expression: string): string {
  const { stdout } = spawnSync('xmllint', ['--huge', '--xpath', expression, '-'], {
    input: xml,
    encoding: 'utf8',
  })
  return stdout.replace(/\n$/, '')
}
