/**
 * Minimises a smooth function by limited-memory BFGS (Nocedal 1980) with a backtracking line search (Armijo).
 * Deterministic.
 */

/** Returns the value at `x` and writes its gradient into `gradient`. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

/** Steps and changes of the gradient in single precision, as they only bend the direction: half the memory. */
type Remembered = Float32Array;

const dot = (a: Float64Array | Remembered, b: Float64Array | Remembered): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
};

type History = { s: Remembered; y: Remembered; rho: number }[];

/**
 * The two-loop recursion: approximates H⁻¹g from the last steps s and gradient changes y; the search goes against it.
 */
function searchDirection(gradient: Float64Array, history: History, direction: Float64Array): void {
  direction.set(gradient);
  const alphas: number[] = [];
  for (const { s, y, rho } of history.toReversed()) {
    const alpha = rho * dot(s, direction);
    alphas.push(alpha);
    for (let i = 0; i < direction.length; i += 1) direction[i]! -= alpha * y[i]!;
  }
  const last = history.at(-1);
  const scale = last ? dot(last.s, last.y) / dot(last.y, last.y) : 1 / Math.max(1, Math.sqrt(dot(gradient, gradient)));
  for (let i = 0; i < direction.length; i += 1) direction[i]! *= scale;
  for (const { s, y, rho } of history) {
    const beta = rho * dot(y, direction);
    const alpha = alphas.pop() ?? 0;
    for (let i = 0; i < direction.length; i += 1) direction[i]! += s[i]! * (alpha - beta);
  }
}

/**
 * Starts at zero; ends after `maxIterations`, or when the value decreases by less than `tolerance` of itself. The arrays
 * are used again and again: new ones for each iteration would fill the memory until the next garbage collection.
 */
export function minimise(
  size: number,
  objective: Objective,
  options: { maxIterations: number; tolerance: number; historySize: number; onIteration?: (() => void) | undefined },
): Float64Array {
  let [x, gradient, next, nextGradient] = [0, 1, 2, 3].map(() => new Float64Array(size)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const direction = new Float64Array(size);
  let value = objective(x, gradient);
  const history: History = [];
  for (let iteration = 0; iteration < options.maxIterations; iteration += 1) {
    searchDirection(gradient, history, direction);
    const directionalDerivative = -dot(gradient, direction);
    let step = 1;
    let nextValue = Number.POSITIVE_INFINITY;
    for (let backtracks = 0; backtracks < 20; backtracks += 1, step /= 2) {
      for (let i = 0; i < size; i += 1) next[i] = x[i]! - step * direction[i]!;
      nextValue = objective(next, nextGradient);
      if (nextValue <= value + 1e-4 * step * directionalDerivative) break;
    }
    const oldest = history.length === options.historySize ? history.shift() : undefined;
    const { s, y } = oldest ?? { s: new Float32Array(size), y: new Float32Array(size) };
    let curvature = 0;
    for (let i = 0; i < size; i += 1) {
      s[i] = next[i]! - x[i]!;
      y[i] = nextGradient[i]! - gradient[i]!;
      curvature += s[i]! * y[i]!;
    }
    if (curvature > 1e-12) history.push({ s, y, rho: 1 / curvature });
    const decrease = value - nextValue;
    [x, next] = [next, x];
    [gradient, nextGradient] = [nextGradient, gradient];
    value = nextValue;
    options.onIteration?.();
    if (decrease < options.tolerance * Math.abs(value)) break;
  }
  return x;
}
