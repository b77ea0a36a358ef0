import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { hashOf } from '../../../src/model/recording/blocks.ts'
import type { RecordedCall, Recording } from '../../../src/model/recording/format.ts'
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
    key: hashOf(request),
    request,
    status: 200,
    headers: {},
    response,
    latencyMs: 800,
    ttftMs: null,
    chunks: [],
    ...more,
  }
}

export function recording(calls: readonly RecordedCall[], more: Partial<Recording> = {}): Recording {
  return {
    trial: 0,
    recordedAt: '2026-11-20T10:00:00.000Z',
    earlierAttempts: 0,
    unansweredTurn: null,
    calls,
    tools: [],
    ...more,
  }
}
