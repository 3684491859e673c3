import { Session } from "node:inspector/promises";

import type { LabelledLine } from "../../src/understanding/evaluation/labelled.ts";
import type { ReadMessage } from "../../src/understanding/facts/message-reader.ts";

/** Processor time of one message in one layer: a folder of `src/understanding`. */
export type LayerTime = { layer: string; microseconds: number };

const rounds = 5;
const layerOf = /\/src\/understanding\/(?<layer>[\w-]+)\//u;

/**
 * Where the time of reading a message goes, by sampling the processor (V8's profiler): each sample counts for the
 * innermost function of a layer on the stack, so that what a layer calls of Node or of `src/common` is its own.
 */
export async function timeOfLayers(read: ReadMessage, lines: readonly LabelledLine[]): Promise<LayerTime[]> {
  const readAll = async (): Promise<void> => {
    for (const { text, awaiting, step, article } of lines)
      await read(text, { asked: awaiting, step: step ?? null, article: article ?? null });
  };
  await readAll();
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.setSamplingInterval", { interval: 200 });
  await session.post("Profiler.start");
  for (let round = 0; round < rounds; round += 1) await readAll();
  const { profile } = await session.post("Profiler.stop");
  session.disconnect();
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const parents = new Map(profile.nodes.flatMap(({ id, children }) => (children ?? []).map((child) => [child, id])));
  const ownLayer = (id: number | undefined): string => {
    if (id === undefined) return "rest";
    const layer = layerOf.exec(nodes.get(id)?.callFrame.url ?? "")?.groups?.["layer"];
    return layer ?? ownLayer(parents.get(id));
  };
  const layers = new Map(profile.nodes.map(({ id }) => [id, ownLayer(id)]));
  const sums = new Map<string, number>();
  for (const [at, id] of (profile.samples ?? []).entries()) {
    const layer = layers.get(id) ?? "rest";
    sums.set(layer, (sums.get(layer) ?? 0) + (profile.timeDeltas?.[at] ?? 0));
  }
  return [...sums]
    .map(([layer, sum]) => ({ layer, microseconds: Math.round(sum / rounds / lines.length) }))
    .filter(({ microseconds }) => microseconds > 0)
    .toSorted((a, b) => b.microseconds - a.microseconds);
}
