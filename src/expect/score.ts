import type { Measures } from '../model/measure.ts'
import type { Trajectory } from '../trajectory/index.ts'
import { once } from './once.ts'
import { registry } from './registry.ts'
import { sceneOfTrial, sceneOfTurn } from './scene.ts'
import type { Expectation, ExpectationScore, Expected, Finding, Scene, TrialScore } from './types.ts'

/**
 * The score of a trial. An error of the provider or the harness is not scored. A failure of the agent is a
 * fail whatever its expectations say; they are scored all the same, to be read.
 */
export function scoreTrial(
  trajectory: Trajectory,
  expected: readonly Expected[],
  measures: Measures,
): TrialScore {
  const { end } = trajectory
  if (end.kind === 'error') return { outcome: 'error', reason: end.message, expectations: [] }
  const sceneOf = scenes(trajectory, measures)
  const expectations = expected.map((each) => scoreOne(each, sceneOf))
  if (end.kind === 'agent_failure') return { outcome: 'fail', reason: end.message, expectations }
  const failed = expectations.find(({ score, unknown }) => score < 1 && !unknown)
  if (failed !== undefined) return { outcome: 'fail', reason: sentence(failed), expectations }
  const unknown = expectations.find((each) => each.unknown)
  if (unknown !== undefined) return { outcome: 'unscored', reason: sentence(unknown), expectations }
  if (expectations.length === 0) return { outcome: 'unscored', reason: 'nothing was expected', expectations }
  return { outcome: 'pass', reason: null, expectations }
}

type SceneOf = (turn: number | null) => Scene

function scenes(trajectory: Trajectory, measures: Measures): SceneOf {
  const whole = sceneOfTrial(trajectory, measures)
  const ofTurns = new Map<number, Scene>()
  return (turn) => {
    if (turn === null) return whole
    const scene = ofTurns.get(turn) ?? sceneOfTurn(whole, turn)
    ofTurns.set(turn, scene)
    return scene
  }
}

interface Named {
  readonly expectation: Expectation
  readonly text: string
}

const named = once(({ name, spec }: Expected): Named => {
  const expectation = registry.get(name)
  if (expectation === undefined) throw new Error(`no expectation is named ${name}`)
  return { expectation, text: expectation.describe(spec) }
})

function scoreOne(expected: Expected, sceneOf: SceneOf): ExpectationScore {
  const { expectation, text } = named(expected)
  const { name, turn, line, column } = expected
  const scene = sceneOf(turn)
  return { name, text, turn, line, column, ...findingIn(expectation, expected.spec, scene) }
}

/** In a turn that never came nothing holds, not even that something did not happen. */
function findingIn(expectation: Expectation, spec: unknown, scene: Scene): Finding {
  if (scene.turn !== null && scene.trajectory.events.length === 0) {
    return { score: 0, reason: `turn ${scene.turn} never came`, events: [] }
  }
  return expectation.score(spec, scene)
}

function sentence({ text, turn, reason }: ExpectationScore): string {
  return `${turn === null ? '' : `turn ${turn}: `}${text}: ${reason}`
}
