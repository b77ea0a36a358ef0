import { connectionError, timeout } from './connection.ts'
import { emptyContent, oversizedReply, refusal } from './content.ts'
import { HTTP_ERROR_FAULTS } from './http-errors.ts'
import { maxTokens } from './max-tokens.ts'
import { errorEvent, reset, stall, truncatedStream } from './stream.ts'
import { duplicateToolUseId, unknownTool } from './tool-calls.ts'
import { malformedToolJson, truncatedToolJson } from './tool-json.ts'
import type { Fault } from './types.ts'
import { wrongArgumentTypes } from './wrong-types.ts'

/** Every fault by its name, in the order in which help lists them. */
export const FAULTS: ReadonlyMap<string, Fault> = new Map(
  [
    ...HTTP_ERROR_FAULTS,
    timeout,
    connectionError,
    stall,
    reset,
    truncatedStream,
    malformedToolJson,
    truncatedToolJson,
    errorEvent,
    refusal,
    maxTokens,
    emptyContent,
    unknownTool,
    duplicateToolUseId,
    oversizedReply,
    wrongArgumentTypes,
  ].map((fault) => [fault.name, fault]),
)

export const FAULT_NAMES: readonly string[] = [...FAULTS.keys()]
