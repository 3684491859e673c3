import type { Model } from "./model.ts";
import type { Linear } from "./softmax.ts";

/**
 * The model as bytes: a line of JSON that says what follows (name, type, number of elements), padded with spaces to a
 * multiple of eight, then the arrays one after the other, little-endian, each padded to a multiple of eight bytes.
 */

type Array = Uint32Array | Float32Array | Int8Array | Uint8Array;
type Entry = { name: string; type: "u32" | "f32" | "i8" | "u8"; length: number };

const kinds = { u32: Uint32Array, f32: Float32Array, i8: Int8Array, u8: Uint8Array } as const;
const padded = (length: number): number => Math.ceil(length / 8) * 8;
const typeOf = (array: Array): Entry["type"] =>
  array instanceof Uint32Array ? "u32" : array instanceof Float32Array ? "f32" : array instanceof Int8Array ? "i8" : "u8";

function arraysOf(name: string, linear: Linear): [string, Array][] {
  return [
    [`${name}.weights`, linear.weights],
    [`${name}.scales`, linear.scales],
    [`${name}.bias`, linear.bias],
  ];
}

/** Words and texts that go along as JSON. `source` is the fingerprint of what the model was trained from. */
type Texts = { labels: readonly string[]; vocabulary: readonly (readonly [string, number])[]; exact: readonly (readonly [string, readonly number[]])[] };

/** The model as the bytes of its file; `source` is the fingerprint of what it was trained from. */
export function writeModel(model: Model, source: string): Uint8Array {
  const texts: Texts = { labels: model.labels, vocabulary: [...model.vocabulary], exact: [...model.exact] };
  const arrays: [string, Array][] = [
    ["features.numbers", model.features.numbers],
    ["features.weights", model.features.weights],
    ...arraysOf("meaning", model.meaning),
    ...(model.vectors ? arraysOf("vectors", model.vectors) : []),
    ...arraysOf("gate", model.gate),
    ["texts", new TextEncoder().encode(JSON.stringify(texts))],
  ];
  const entries: Entry[] = arrays.map(([name, array]) => ({ name, type: typeOf(array), length: array.length }));
  const line = `${JSON.stringify({ format: 1, source, entries })}\n`;
  const head = new TextEncoder().encode(line.padEnd(padded(line.length), " "));
  const bytes = new Uint8Array(arrays.reduce((sum, [, array]) => sum + padded(array.byteLength), head.length));
  bytes.set(head);
  let at = head.length;
  for (const [, array] of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += padded(array.byteLength);
  }
  return bytes;
}

/** The model and its fingerprint from the bytes of its file; throws where the format is another. */
export function readModel(file: Uint8Array): { model: Model; source: string } {
  const bytes = Uint8Array.from(file);
  const end = bytes.indexOf(10);
  const { format, source, entries } = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end))) as { format: number; source: string; entries: Entry[] };
  if (format !== 1) throw new Error(`model file has format ${format}, this program reads 1; run the training again`);
  const arrays = new Map<string, Array>();
  let at = padded(end + 1);
  for (const { name, type, length } of entries) {
    arrays.set(name, new kinds[type](bytes.buffer, at, length));
    at += padded(length * kinds[type].BYTES_PER_ELEMENT);
  }
  const texts = JSON.parse(new TextDecoder().decode(arrays.get("texts"))) as Texts;
  const linear = (name: string): Linear | null => {
    const scales = arrays.get(`${name}.scales`);
    return scales
      ? {
          labels: scales.length,
          weights: arrays.get(`${name}.weights`) as Int8Array,
          scales: scales as Float32Array,
          bias: arrays.get(`${name}.bias`) as Float32Array,
        }
      : null;
  };
  return {
    source,
    model: {
      labels: texts.labels,
      features: { numbers: arrays.get("features.numbers") as Uint32Array, weights: arrays.get("features.weights") as Float32Array },
      meaning: linear("meaning") as Linear,
      vectors: linear("vectors"),
      gate: linear("gate") as Linear,
      vocabulary: new Map(texts.vocabulary),
      exact: new Map(texts.exact),
    },
  };
}
