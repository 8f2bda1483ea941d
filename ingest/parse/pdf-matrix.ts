/** Transformations of a PDF page, as its six numbers. */
export type Matrix = readonly [number, number, number, number, number, number];

/** First the inner one, then the outer; numbers that are missing are those of the identity. */
export function multiply(outer: readonly number[], inner: readonly number[]): Matrix {
  const [m0 = 1, m1 = 0, m2 = 0, m3 = 1, m4 = 0, m5 = 0] = outer;
  const [n0 = 1, n1 = 0, n2 = 0, n3 = 1, n4 = 0, n5 = 0] = inner;
  return [m0 * n0 + m2 * n1, m1 * n0 + m3 * n1, m0 * n2 + m2 * n3, m1 * n2 + m3 * n3, m0 * n4 + m2 * n5 + m4, m1 * n4 + m3 * n5 + m5];
}
