import type { Play } from './upstream.ts'

/**
 * Reads two files of the folder that the system prompt names, one after the other, then asks for both again at once,
 * then answers with what it read.
 */
export const readCities: Play = ({ system, results }) => {
  const folder = /the folder (\S+?)\.(?:\s|$)/.exec(system)?.[1] ?? 'nowhere'
  const read = (city: string) => ({ name: 'read_file', input: { path: `${folder}/${city}.txt` } })
  switch (results.length) {
    case 0:
      return { text: `I look into ${folder} first.`, calls: [read('oslo')] }
    case 1:
      return { calls: [read('rome')] }
    case 2:
      return { text: 'Both once more.', calls: [read('oslo'), read('rome')] }
    default:
      return { text: `In ${folder}: ${results.join(', ')} – schön ✓.` }
  }
}

/** Reads one file itself, sends a sub-agent to read another, and says what both found. */
export const sendScout: Play = ({ system, tools, results, user }) => {
  const folder =
    /orking directory: (\S+)/.exec(system)?.[1] ?? /orking directory: (\S+)/.exec(user)?.[1] ?? 'nowhere'
  const read = (city: string) => ({ name: 'Read', input: { file_path: `${folder}/${city}.txt` } })
  if (tools.length === 0) return { text: 'nothing to do' }
  if (system.includes('You are a scout')) {
    return results.length === 0
      ? { calls: [read('rome')] }
      : { text: `The scout found ${results.join(', ')}.` }
  }
  switch (results.length) {
    case 0:
      return { text: `I look into ${folder} first.`, calls: [read('oslo')] }
    case 1: {
      const input = { description: 'Read a file', prompt: `Read ${folder}/rome.txt`, subagent_type: 'scout' }
      return {
        text: 'Now the scout.',
        calls: [{ name: tools.find((name) => name === 'Agent' || name === 'Task') ?? 'Agent', input }],
      }
    }
    default:
      return { text: `In ${folder}: ${results.join(', ')} – schön ✓.` }
  }
}
