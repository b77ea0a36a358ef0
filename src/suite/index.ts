/** From a YAML file to a suite that can be run, or to every mistake in it with its position. */
export * from './types.ts'
