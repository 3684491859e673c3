import type { FeatureTable } from "./features.ts";
import type { LinearModel } from "./softmax.ts";

/**
 * Files of trained numbers: a line of JSON that says what follows (name, type, number of elements), padded with spaces
 * to a multiple of eight, then the arrays one after the other, little-endian, each padded to a multiple of eight bytes.
 */

/** An array of such a file. */
export type NumberArray = Uint32Array | Float32Array | Int8Array | Uint8Array;
type Entry = { name: string; type: "u32" | "f32" | "i8" | "u8"; length: number };

const kinds = { u32: Uint32Array, f32: Float32Array, i8: Int8Array, u8: Uint8Array } as const;
const padded = (length: number): number => Math.ceil(length / 8) * 8;
const typeOf = (array: NumberArray): Entry["type"] =>
  array instanceof Uint32Array
    ? "u32"
    : array instanceof Float32Array
      ? "f32"
      : array instanceof Int8Array
        ? "i8"
        : "u8";

/** The bytes of a file of arrays; `source` is the fingerprint of what they were made from. */
function writeArrays(arrays: readonly (readonly [string, NumberArray])[], source: string): Uint8Array {
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

/**
 * The arrays by name, as views of these bytes, which must begin at a multiple of eight; throws where the format is
 * another.
 */
export function readArrays(bytes: Uint8Array): {
  source: string;
  arrays: ReadonlyMap<string, NumberArray>;
} {
  const end = bytes.indexOf(10);
  const { format, source, entries } = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end))) as {
    format: number;
    source: string;
    entries: Entry[];
  };
  if (format !== 1) throw new Error(`model file has format ${format}, this program reads 1; run the training again`);
  const arrays = new Map<string, NumberArray>();
  let at = bytes.byteOffset + padded(end + 1);
  for (const { name, type, length } of entries) {
    arrays.set(name, new kinds[type](bytes.buffer as ArrayBuffer, at, length));
    at += padded(length * kinds[type].BYTES_PER_ELEMENT);
  }
  return { source, arrays };
}

/** All that training leaves behind. */
export type Model = {
  labels: readonly string[];
  features: FeatureTable;
  /** Which label, by n-grams. */
  intentClassifier: LinearModel;
  /** Which label, by sentence vectors; null where no encoder was at hand. */
  vectorClassifier: LinearModel | null;
  /** Ours or background, by n-grams: label 1 is background. */
  oosClassifier: LinearModel;
  /** Words of the training texts with how often they occur: what typing errors are mended towards. */
  vocabulary: ReadonlyMap<string, number>;
  /** Training texts, normalised, with the numbers of their labels. */
  exact: ReadonlyMap<string, readonly number[]>;
};

function arraysOf(name: string, linear: LinearModel): [string, NumberArray][] {
  return [
    [`${name}.weights`, linear.weights],
    [`${name}.scales`, linear.scales],
    [`${name}.bias`, linear.bias],
  ];
}

/** Words and texts that go along as JSON. `source` is the fingerprint of what the model was trained from. */
type Texts = {
  labels: readonly string[];
  vocabulary: readonly (readonly [string, number])[];
  exact: readonly (readonly [string, readonly number[]])[];
};

/** The model as the bytes of its file; `source` is the fingerprint of what it was trained from. */
export function writeModel(model: Model, source: string): Uint8Array {
  const texts: Texts = { labels: model.labels, vocabulary: [...model.vocabulary], exact: [...model.exact] };
  const arrays: [string, NumberArray][] = [
    ["features.numbers", model.features.ids],
    ["features.weights", model.features.idf],
    ...arraysOf("meaning", model.intentClassifier),
    ...(model.vectorClassifier ? arraysOf("vectors", model.vectorClassifier) : []),
    ...arraysOf("gate", model.oosClassifier),
    ["texts", new TextEncoder().encode(JSON.stringify(texts))],
  ];
  return writeArrays(arrays, source);
}

/** The model and its fingerprint from the bytes of its file; throws where the format is another. */
export function readModel(file: Uint8Array): { model: Model; source: string } {
  // A file that was read begins where numbers of eight bytes may stand, and is not copied.
  const { source, arrays } = readArrays(file.byteOffset % 8 === 0 ? file : Uint8Array.from(file));
  const texts = JSON.parse(new TextDecoder().decode(arrays.get("texts"))) as Texts;
  const linear = (name: string): LinearModel | null => {
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
      features: {
        ids: arrays.get("features.numbers") as Uint32Array,
        idf: arrays.get("features.weights") as Float32Array,
      },
      intentClassifier: linear("meaning") as LinearModel,
      vectorClassifier: linear("vectors"),
      oosClassifier: linear("gate") as LinearModel,
      vocabulary: new Map(texts.vocabulary),
      exact: new Map(texts.exact),
    },
  };
}
