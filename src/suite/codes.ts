/**
 * Every mistake that loading a suite can find, by its permanent code. A code is never renamed or used for
 * something else: people search for it and silence it by name. Each has a suite under fixtures/broken.
 */
export const CODES = {
  'yaml-syntax': { severity: 'error', about: 'the file is not YAML' },
  'yaml-version': { severity: 'error', about: 'a %YAML directive asks for another version than 1.2' },
  'yaml-several-documents': { severity: 'error', about: 'a file holds one suite' },
  'yaml-tag': { severity: 'error', about: 'a tag such as !!binary has no meaning in a suite' },
  'yaml-alias': { severity: 'error', about: 'an alias names no anchor before it, or contains itself' },
  'yaml-alias-bomb': { severity: 'error', about: 'aliases multiply the file beyond any honest size' },
  'yaml-merge': { severity: 'error', about: '<< merges mappings, nothing else' },
  'yaml-too-deep': { severity: 'error', about: 'the file is nested deeper than any suite' },
  'file-empty': { severity: 'error', about: 'nothing is in the file' },
  'not-a-mapping': { severity: 'error', about: 'the file must be a mapping of keys to values' },
  'duplicate-key': { severity: 'error', about: 'a mapping has a key twice' },
  'forbidden-key': { severity: 'error', about: 'a key that JavaScript gives a meaning of its own' },
  'number-not-finite': { severity: 'error', about: '.inf and .nan are no JSON' },
  'number-changed': { severity: 'warning', about: 'YAML reads a number differently from how it is written' },
  'text-malformed': { severity: 'error', about: 'an escape makes half a character' },

  'unknown-key': { severity: 'error', about: 'a key that means nothing here' },
  'missing-key': { severity: 'error', about: 'a key that must be here' },
  'conflicting-keys': { severity: 'error', about: 'two keys that exclude each other' },
  'wrong-type': { severity: 'error', about: 'text, number, list or mapping where another is expected' },
  'invalid-value': { severity: 'error', about: 'a value outside of what is allowed' },
  'unknown-value': { severity: 'error', about: 'a word that is none of those allowed' },
  'wrong-unit': { severity: 'error', about: 'a duration, money or percentage without its unit' },
  'invalid-name': { severity: 'error', about: 'a suite or case name that is no file name' },
  'invalid-date': { severity: 'error', about: 'a day that is not in the calendar' },
  'unquoted-value': { severity: 'error', about: 'a number, boolean or null where text is matched' },
  unsupported: { severity: 'error', about: 'a part of the format that this version does not have yet' },

  'no-cases': { severity: 'error', about: 'a suite without cases proves nothing' },
  'duplicate-id': { severity: 'error', about: 'two cases with one id' },
  'no-expectations': { severity: 'error', about: 'a case that nothing can fail' },
  'unknown-expectation': { severity: 'error', about: 'an expectation that nobody knows' },
  'several-expectations': { severity: 'error', about: 'an item that holds more than one expectation' },
  'cannot-fail': { severity: 'error', about: 'an expectation that nothing can fail' },
  'cannot-hold': { severity: 'error', about: 'an expectation that nothing can meet' },
  contradiction: { severity: 'warning', about: 'two expectations that no trial can meet both' },
  'turn-out-of-range': { severity: 'error', about: 'an expectation on a turn that it cannot see' },
  'wrong-matcher': { severity: 'error', about: 'a $ matcher that is written wrongly' },

  'agent-unreadable': { severity: 'error', about: 'a file or folder of the agent cannot be read' },
  'duplicate-tool': { severity: 'error', about: 'an agent declares a tool twice' },
  'unknown-price': { severity: 'error', about: 'a model whose price nobody knows' },
  'tools-unreachable': { severity: 'error', about: 'mocks that this kind of agent can never call' },
  'tools-unreadable': { severity: 'error', about: 'the module of tools cannot be read' },
  'turns-unreachable': { severity: 'error', about: 'several turns for an agent that answers one message' },
  'mock-undeclared': { severity: 'error', about: 'a mock for a tool that the agent does not have' },
  'mock-unreachable': { severity: 'warning', about: 'a mock rule that no call can reach' },
  'script-unknown-tool': { severity: 'warning', about: 'a script calls a tool that the agent does not have' },
  'script-unmocked-tool': { severity: 'warning', about: 'a script calls a tool that no mock answers' },
  'unknown-tool-expected': {
    severity: 'warning',
    about: 'an expectation names a tool that the agent does not have',
  },
  'unknown-argument-expected': {
    severity: 'warning',
    about: 'a pattern names an argument that the tool does not have',
  },
  'unfit-argument-expected': {
    severity: 'warning',
    about: "a pattern asks for a value that the tool's schema refuses",
  },
  'unknown-state': { severity: 'warning', about: 'a path into the world where nothing ever is' },

  'reference-unreadable': { severity: 'error', about: 'a reference trajectory cannot be read' },
  'scorer-unreadable': { severity: 'error', about: 'a scorer cannot be read or has no default export' },

  'table-unreadable': { severity: 'error', about: 'a case table cannot be read' },
  'table-syntax': {
    severity: 'error',
    about: 'a case table is not the CSV, JSON or JSON Lines its name says',
  },
  'table-empty': { severity: 'error', about: 'a case table without rows' },
  'table-ragged': { severity: 'error', about: 'a row that has other columns than the table' },
  'table-duplicate-column': { severity: 'error', about: 'a case table has a column twice' },
  'table-nested': { severity: 'error', about: 'a value in a case table that is a list or an object' },
  'table-null': { severity: 'error', about: 'a value that is missing in a row where text needs it' },
  'undefined-variable': { severity: 'error', about: 'a variable in braces that has no value' },
} as const satisfies Record<string, { readonly severity: 'error' | 'warning'; readonly about: string }>

export type DiagnosticCode = keyof typeof CODES
