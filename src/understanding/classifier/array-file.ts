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
export function writeArrays(arrays: readonly (readonly [string, NumberArray])[], source: string): Uint8Array {
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
export function readArrays(bytes: Uint8Array<ArrayBuffer>): {
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
    arrays.set(name, new kinds[type](bytes.buffer, at, length));
    at += padded(length * kinds[type].BYTES_PER_ELEMENT);
  }
  return { source, arrays };
}
