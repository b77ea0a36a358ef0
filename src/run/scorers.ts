import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { messageOf, PawlError } from '../errors.ts'

/** Runs the suite's own scorers, each module in a thread of its own, one call after the other. */
export interface Scorers {
  /**
   * @param path beside the suite. Gives what the default export answers. Throws `scorer-failed` where it throws, is
   * too slow or cannot be loaded
   */
  run(path: string, input: unknown, timeoutMs: number): Promise<unknown>
  /** Ends the threads. */
  close(): Promise<void>
}

/** @param dir the folder of the suite. @param signal ends the threads: nobody waits for them any more */
export function createScorers(dir: string, signal: AbortSignal): Scorers {
  const threads = new Map<string, Thread>()
  const close = async (): Promise<void> => {
    await Promise.all([...threads.values()].map((thread) => thread.end()))
  }
  signal.addEventListener('abort', () => void close(), { once: true })
  return {
    run(path, input, timeoutMs) {
      const thread = threads.get(path) ?? createThread(path, resolve(dir, path))
      threads.set(path, thread)
      return thread.call(input, timeoutMs)
    },
    close,
  }
}

interface Thread {
  call(input: unknown, timeoutMs: number): Promise<unknown>
  end(): Promise<void>
}

/** Loading the module, with all that it imports, on a busy machine. */
const LOAD_MS = 30_000
const MEMORY_MB = 512

/** What came of a call, or of loading the module. */
type Message = { readonly answer: unknown } | { readonly error: string; readonly code: string | null }

/**
 * What the thread runs. It is text so that it needs no file of its own, bundled or not. The module is imported before
 * the first call, whose time starts when that is done.
 */
const CODE = `
const { parentPort, workerData } = require('node:worker_threads')
const said = (error) => ({
  error: error instanceof Error ? String(error.message) : String(error),
  code: error && typeof error.code === 'string' ? error.code : null,
})
import(workerData).then(
  ({ default: given }) => {
    const scorer = given && typeof given.default === 'function' ? given.default : given
    if (typeof scorer !== 'function') return parentPort.postMessage(said(new Error('its default export is no function')))
    parentPort.on('message', async (input) => {
      try {
        parentPort.postMessage({ answer: await scorer(input) })
      } catch (error) {
        parentPort.postMessage(said(error))
      }
    })
    parentPort.postMessage({ answer: 'ready' })
  },
  (error) => parentPort.postMessage(said(error)),
)`

function createThread(name: string, path: string): Thread {
  let worker: Promise<Worker> | null = null
  let last: Promise<unknown> = Promise.resolve()

  /** A thread that did not answer as it should is ended: nobody knows what it still does. */
  async function callOnce(input: unknown, timeoutMs: number): Promise<unknown> {
    try {
      worker ??= startWorker(path)
      const thread = await worker
      const message = await answerOf(thread, timeoutMs, () => thread.postMessage(input))
      if ('answer' in message) return message.answer
      throw failed(name, message.error)
    } catch (error) {
      if (!(error instanceof PawlError)) {
        const started = worker
        worker = null
        await started?.then((thread) => thread.terminate()).catch(() => {})
        throw failed(name, messageOf(error))
      }
      throw error
    }
  }

  return {
    call(input, timeoutMs) {
      const answer = last.then(() => callOnce(input, timeoutMs))
      last = answer.catch(() => {})
      return answer
    },
    async end() {
      await worker?.then((thread) => thread.terminate()).catch(() => {})
    },
  }
}

async function startWorker(path: string): Promise<Worker> {
  const worker = new Worker(CODE, {
    eval: true,
    workerData: pathToFileURL(path).href,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    // What a scorer prints would stand in the middle of a report.
    stdout: true,
  })
  worker.stdout.pipe(process.stderr, { end: false })
  try {
    const message = await answerOf(worker, LOAD_MS, () => {})
    if ('answer' in message) return worker
    throw new Error(`it cannot be loaded: ${message.error}${hintFor(message.code)}`)
  } catch (error) {
    await worker.terminate()
    throw error
  }
}

const hintFor = (code: string | null): string =>
  code === 'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING'
    ? ' (Node runs no TypeScript inside of node_modules: ship it as JavaScript)'
    : ''

/** What the thread says next. Throws where it ends or says nothing in time. */
async function answerOf(worker: Worker, timeoutMs: number, begin: () => void): Promise<Message> {
  const { promise, resolve: settle, reject } = Promise.withResolvers<Message>()
  const timer = setTimeout(() => reject(new Error(`it was not done after ${timeoutMs} ms`)), timeoutMs)
  const ended = () => reject(new Error('it ended its own thread'))
  worker.on('message', settle).on('error', reject).on('exit', ended)
  try {
    begin()
    return await promise
  } finally {
    clearTimeout(timer)
    worker.off('message', settle).off('error', reject).off('exit', ended)
  }
}

const failed = (name: string, why: string): PawlError =>
  new PawlError('scorer-failed', `the scorer ${name} failed: ${why}`)
