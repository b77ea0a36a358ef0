import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { hashOf } from '../../../src/model/recording/blocks.ts'
import type { RecordedCall, Recording } from '../../../src/model/recording/format.ts'
import type { ReplayOptions } from '../../../src/model/recording/replay.ts'
import type { RecordingStore } from '../../../src/model/recording/store.ts'
import type { Json, JsonObject } from '../../../src/trajectory/index.ts'
import { message } from '../build.ts'

/** A folder for the length of a test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export function recorded(
  request: JsonObject,
  response: Json = message('hello'),
  more: Partial<RecordedCall> = {},
): RecordedCall {
  return {
    keys: [hashOf(request)],
    endpoint: 'messages',
    request,
    status: 200,
    headers: {},
    response,
    latencyMs: 800,
    ttftMs: null,
    chunks: [],
    concurrent: [],
    ...more,
  }
}

export function recording(calls: readonly RecordedCall[], more: Partial<Recording> = {}): Recording {
  return {
    trial: 0,
    recordedAt: '2026-11-20T10:00:00.000Z',
    today: null,
    alternatives: {},
    earlierAttempts: 0,
    unansweredTurn: null,
    made: null,
    calls,
    tools: [],
    ...more,
  }
}

/** How recordings are replayed unless a test says otherwise. */
export const REPLAY: ReplayOptions = {
  rules: [],
  strict: false,
  maxAgeDays: 90,
  now: () => new Date('2026-11-21T10:00:00Z'),
  recordCommand: (caseId) => `pawl record suite.yaml --case ${caseId}`,
  staleness: () => [],
}

/** A store that holds these recordings for every case, and forgets what is saved. */
export function storeOf(recordings: readonly Recording[]): RecordingStore {
  return {
    list: () => [],
    leftovers: () => [],
    pathOf: (id) => `/r/${id}.json`,
    load: () => recordings,
    count: () => recordings.length,
    save: () => {},
    remove: () => {},
  }
}
