import type { AssertionAlarm } from '../../gate/plan/index.ts'
import type { Suite } from '../../suite/types.ts'
import { visibleName } from '../sanitize.ts'
import { count } from '../words.ts'
import { about, atLeastPoints, levelWords, plannedWords, rateWords, trialWords } from './words.ts'

type Threshold = Extract<AssertionAlarm, { kind: 'threshold' }>
type Relative = Extract<AssertionAlarm, { kind: 'baseline' }>

/** A line an assertion: how often it turns the build red although nothing is wrong, and what it can find. */
export const alarmLines = (
  alarms: readonly AssertionAlarm[],
  suite: Pick<Suite, 'responses'>,
  command: string,
): string[] => alarms.map((alarm) => `${visibleName(alarm.text)}  ${wordsOf(alarm, suite, command)}`)

function wordsOf(alarm: AssertionAlarm, { responses }: Pick<Suite, 'responses'>, command: string): string {
  switch (alarm.kind) {
    case 'threshold':
      return thresholdWords(alarm)
    case 'mean':
      return `${count(alarm.trials, 'trial')}: a suite that is truly at the bound turns red about half of the time; how far from it that ends depends on how trials vary, which a run shows`
    case 'baseline':
      return `${relativeWords(alarm)}${responses === 'replay' ? '; recordings that the baseline holds are compared exactly' : ''}`
    case 'no_baseline':
      return NO_BASELINE[alarm.why](command)
  }
}

const NO_BASELINE = {
  none: (command: string) =>
    `no baseline yet, so this decides nothing: ${command} baseline update RUN makes it`,
  other: (command: string) =>
    `its baseline has none of these cases as they are today, so this decides nothing: ${command} baseline update RUN makes it anew`,
  fixed: () =>
    'the trials of its baseline are of fixed scripts: cases that answer the same again are compared exactly',
} as const

function thresholdWords({ test, alarms, proof }: Threshold): string {
  const [first, ...more] = alarms.map(({ trueRate, red }) => ({
    rate: rateWords(trueRate, test),
    red: about(red),
  }))
  const within = test.told === 'within'
  const who = within
    ? `a suite with truly ${first?.rate} of its trials within the bound`
    : `a suite that is truly at ${first?.rate}`
  const also = more.map(({ rate, red }) => `, ${within ? 'with' : 'at'} ${rate} ${red}`).join('')
  return `${plannedWords(test)}: ${who} turns red ${first?.red} of the time${also}; ${proofWords(test, proof)}`
}

function proofWords(test: Threshold['test'], proof: Threshold['proof']): string {
  if (proof === null) return 'no number of trials proves a pass'
  const rate = rateWords(proof.trueRate, test)
  return proof.trials === null
    ? `proof of a pass takes over a million ${test.groupOf === 1 ? 'trials' : 'groups'} at ${rate}`
    : `proof of a pass takes about ${trialWords(proof.trials, test)} at ${rate}`
}

function relativeWords({ level, sharing, drop }: Relative): string {
  const shared = sharing === 1 ? '' : `, as ${sharing} assertions share ${levelWords(level * sharing)}`
  const tested = `tested at ${levelWords(level)}${shared}`
  if (drop === null) return tested
  const sides = `${drop.trials} against ${count(drop.baselineTrials, 'trial')} a case: ${tested}`
  return drop.found === null
    ? `${sides}; not even a drop to 0 % is found 80 % of the time`
    : `${sides}; a drop of ${atLeastPoints(drop.found)} is found 80 % of the time`
}
