/** Latent semantic analysis: a vector space learned from a collection itself. Pure arithmetic, no store. */

export const lsaDimensions = 128;

// Subspace iteration from random start vectors; after four rounds nDCG no longer moves (test/eval/LOG.md).
const rounds = 4;
const seed = 20_261_124;

/** A sparse matrix of columns: column c holds rows[starts[c] .. starts[c + 1]) with their values. */
export interface SparseMatrix {
  readonly rowCount: number;
  readonly starts: Int32Array;
  readonly rows: Int32Array;
  readonly values: Float32Array;
}

/**
 * An orthonormal basis of the space that the columns span best: `rowCount` × dimensions, row by row.
 * Distances in it do not depend on how it is turned, so the singular vectors themselves are not worked out.
 */
export function fitSpace(matrix: SparseMatrix, dimensions: number): Float32Array {
  const columns = matrix.starts.length - 1;
  let right = randomMatrix(columns, dimensions);
  for (let round = 0; round < rounds; round += 1) {
    orthonormalise(right, dimensions);
    right = timesTransposed(matrix, times(matrix, right, dimensions), dimensions);
  }
  orthonormalise(right, dimensions);
  const left = times(matrix, right, dimensions);
  orthonormalise(left, dimensions);
  return left;
}

/** matrix · right, for `right` with one row a column of the matrix. */
function times(matrix: SparseMatrix, right: Float32Array, dimensions: number): Float32Array {
  const product = new Float32Array(matrix.rowCount * dimensions);
  const { starts, rows, values } = matrix;
  for (let column = 0; column + 1 < starts.length; column += 1) {
    const from = column * dimensions;
    const end = starts[column + 1] ?? 0;
    for (let at = starts[column] ?? 0; at < end; at += 1) {
      addScaled(product, (rows[at] ?? 0) * dimensions, right, from, values[at] ?? 0, dimensions);
    }
  }
  return product;
}

/** transpose(matrix) · left. */
function timesTransposed(matrix: SparseMatrix, left: Float32Array, dimensions: number): Float32Array {
  const { starts, rows, values } = matrix;
  const product = new Float32Array((starts.length - 1) * dimensions);
  for (let column = 0; column + 1 < starts.length; column += 1) {
    const to = column * dimensions;
    const end = starts[column + 1] ?? 0;
    for (let at = starts[column] ?? 0; at < end; at += 1) {
      addScaled(product, to, left, (rows[at] ?? 0) * dimensions, values[at] ?? 0, dimensions);
    }
  }
  return product;
}

function addScaled(target: Float32Array, to: number, source: Float32Array, from: number, factor: number, length: number): void {
  for (let index = 0; index < length; index += 1) {
    target[to + index] = (target[to + index] ?? 0) + factor * (source[from + index] ?? 0);
  }
}

/** Makes the columns of a tall row-by-row matrix orthonormal in place: Cholesky factor of the Gram matrix, solved row by row. */
function orthonormalise(matrix: Float32Array, dimensions: number): void {
  const factor = cholesky(gram(matrix, dimensions), dimensions);
  for (let start = 0; start < matrix.length; start += dimensions) solveRow(matrix, start, factor, dimensions);
}

function gram(matrix: Float32Array, dimensions: number): Float64Array {
  const product = new Float64Array(dimensions * dimensions);
  for (let start = 0; start < matrix.length; start += dimensions) {
    for (let row = 0; row < dimensions; row += 1) {
      const value = matrix[start + row] ?? 0;
      if (value === 0) continue;
      const to = row * dimensions;
      for (let column = 0; column <= row; column += 1) {
        product[to + column] = (product[to + column] ?? 0) + value * (matrix[start + column] ?? 0);
      }
    }
  }
  return product;
}

/** Lower factor. A direction that is nearly spanned by those before it gets an infinite pivot, and so becomes zero. */
function cholesky(square: Float64Array, dimensions: number): Float64Array {
  const factor = new Float64Array(dimensions * dimensions);
  for (let row = 0; row < dimensions; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let sum = square[row * dimensions + column] ?? 0;
      for (let index = 0; index < column; index += 1) {
        sum -= (factor[row * dimensions + index] ?? 0) * (factor[column * dimensions + index] ?? 0);
      }
      if (row !== column) factor[row * dimensions + column] = sum / (factor[column * dimensions + column] ?? 1);
      else {
        const isSpanned = sum <= 1e-9 * (square[row * dimensions + row] ?? 0);
        factor[row * dimensions + row] = isSpanned ? Number.POSITIVE_INFINITY : Math.sqrt(sum);
      }
    }
  }
  return factor;
}

function solveRow(matrix: Float32Array, start: number, factor: Float64Array, dimensions: number): void {
  for (let column = 0; column < dimensions; column += 1) {
    let sum = matrix[start + column] ?? 0;
    const from = column * dimensions;
    for (let index = 0; index < column; index += 1) sum -= (factor[from + index] ?? 0) * (matrix[start + index] ?? 0);
    matrix[start + column] = sum / (factor[from + column] ?? 1);
  }
}

/** The same start for the same size, so that the same files give the same index. */
function randomMatrix(rows: number, dimensions: number): Float32Array {
  let state = seed;
  const matrix = new Float32Array(rows * dimensions);
  for (let index = 0; index < matrix.length; index += 1) {
    // mulberry32, public domain.
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    matrix[index] = ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 31 - 1;
  }
  return matrix;
}
