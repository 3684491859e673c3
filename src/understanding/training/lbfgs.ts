/**
 * Minimises a smooth function by limited-memory BFGS (Nocedal 1980) with a backtracking line search (Armijo).
 * Deterministic.
 */

/** Returns the value at `x` and writes its gradient into `gradient`. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
};

type History = { s: Float64Array; y: Float64Array; rho: number }[];

/**
 * The two-loop recursion: approximates H⁻¹g from the last steps s and gradient changes y; the search goes against it.
 */
function searchDirection(gradient: Float64Array, history: History): Float64Array {
  const direction = gradient.slice();
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
  return direction;
}

/** Starts at zero; ends after `maxIterations`, or when the value decreases by less than `tolerance` of itself. */
export function minimise(
  size: number,
  objective: Objective,
  options: { maxIterations: number; tolerance: number; historySize: number; onIteration?: (() => void) | undefined },
): Float64Array {
  let x: Float64Array = new Float64Array(size);
  let gradient: Float64Array = new Float64Array(size);
  let value = objective(x, gradient);
  const history: History = [];
  for (let iteration = 0; iteration < options.maxIterations; iteration += 1) {
    const direction = searchDirection(gradient, history);
    const directionalDerivative = -dot(gradient, direction);
    const next = new Float64Array(size);
    const nextGradient = new Float64Array(size);
    let step = 1;
    let nextValue = Number.POSITIVE_INFINITY;
    for (let backtracks = 0; backtracks < 20; backtracks += 1, step /= 2) {
      for (let i = 0; i < size; i += 1) next[i] = x[i]! - step * direction[i]!;
      nextValue = objective(next, nextGradient);
      if (nextValue <= value + 1e-4 * step * directionalDerivative) break;
    }
    const s = next.map((to, i) => to - x[i]!);
    const y = nextGradient.map((to, i) => to - gradient[i]!);
    const curvature = dot(s, y);
    if (curvature > 1e-12) history.push({ s, y, rho: 1 / curvature });
    if (history.length > options.historySize) history.shift();
    const decrease = value - nextValue;
    x = next;
    gradient = nextGradient;
    value = nextValue;
    options.onIteration?.();
    if (decrease < options.tolerance * Math.abs(value)) break;
  }
  return x;
}
