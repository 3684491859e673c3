import { readArrays, writeArrays, type NumberArray } from "./array-file.ts";
import type { Model } from "./model.ts";
import type { Linear } from "./softmax.ts";

function arraysOf(name: string, linear: Linear): [string, NumberArray][] {
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
    ["features.numbers", model.features.numbers],
    ["features.weights", model.features.weights],
    ...arraysOf("meaning", model.meaning),
    ...(model.vectors ? arraysOf("vectors", model.vectors) : []),
    ...arraysOf("gate", model.gate),
    ["texts", new TextEncoder().encode(JSON.stringify(texts))],
  ];
  return writeArrays(arrays, source);
}

/** The model and its fingerprint from the bytes of its file; throws where the format is another. */
export function readModel(file: Uint8Array): { model: Model; source: string } {
  const { source, arrays } = readArrays(Uint8Array.from(file));
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
      features: {
        numbers: arrays.get("features.numbers") as Uint32Array,
        weights: arrays.get("features.weights") as Float32Array,
      },
      meaning: linear("meaning") as Linear,
      vectors: linear("vectors"),
      gate: linear("gate") as Linear,
      vocabulary: new Map(texts.vocabulary),
      exact: new Map(texts.exact),
    },
  };
}
