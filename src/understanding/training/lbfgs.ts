/**
 * Finds the lowest point of a smooth function by limited-memory BFGS (Nocedal 1980) with a backtracking line search.
 * Deterministic: same input, same path.
 */

/** Value at `x`; writes the slope into `gradient`. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
};

type Memory = { moved: Float64Array; turned: Float64Array; rho: number }[];

/** The two-loop recursion: the slope, bent by what the last steps taught about the curve. */
function direction(gradient: Float64Array, memory: Memory): Float64Array {
  const way = gradient.slice();
  const alphas: number[] = [];
  for (const { moved, turned, rho } of memory.toReversed()) {
    const alpha = rho * dot(moved, way);
    alphas.push(alpha);
    for (let i = 0; i < way.length; i += 1) way[i]! -= alpha * turned[i]!;
  }
  const last = memory.at(-1);
  const scale = last
    ? dot(last.moved, last.turned) / dot(last.turned, last.turned)
    : 1 / Math.max(1, Math.sqrt(dot(gradient, gradient)));
  for (let i = 0; i < way.length; i += 1) way[i]! *= scale;
  for (const { moved, turned, rho } of memory) {
    const beta = rho * dot(turned, way);
    const alpha = alphas.pop() ?? 0;
    for (let i = 0; i < way.length; i += 1) way[i]! += moved[i]! * (alpha - beta);
  }
  return way;
}

/** Walks from zero for at most `rounds` steps or until the value falls by less than `tolerance` of itself. */
export function minimise(
  size: number,
  objective: Objective,
  options: { rounds: number; tolerance: number; remember: number },
): Float64Array {
  let x: Float64Array = new Float64Array(size);
  let gradient: Float64Array = new Float64Array(size);
  let value = objective(x, gradient);
  const memory: Memory = [];
  for (let round = 0; round < options.rounds; round += 1) {
    const way = direction(gradient, memory);
    const slope = -dot(gradient, way);
    const next = new Float64Array(size);
    const nextGradient = new Float64Array(size);
    let step = 1;
    let nextValue = Number.POSITIVE_INFINITY;
    for (let halved = 0; halved < 20; halved += 1, step /= 2) {
      for (let i = 0; i < size; i += 1) next[i] = x[i]! - step * way[i]!;
      nextValue = objective(next, nextGradient);
      if (nextValue <= value + 1e-4 * step * slope) break;
    }
    const moved = next.map((to, i) => to - x[i]!);
    const turned = nextGradient.map((to, i) => to - gradient[i]!);
    const curve = dot(moved, turned);
    if (curve > 1e-12) memory.push({ moved, turned, rho: 1 / curve });
    if (memory.length > options.remember) memory.shift();
    const fell = value - nextValue;
    x = next;
    gradient = nextGradient;
    value = nextValue;
    if (fell < options.tolerance * Math.abs(value)) break;
  }
  return x;
}
