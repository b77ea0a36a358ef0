/** Hours of extra sleep with two drugs, ten patients (Student 1908): R's data set `sleep`. */
export const FIRST: readonly number[] = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
export const SECOND: readonly number[] = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]

/** First less second, patient by patient. */
export const DIFFERENCES: readonly number[] = FIRST.map(
  (hours, patient) => hours - (SECOND[patient] ?? Number.NaN),
)
