import { crc32, deflateRawSync } from "node:zlib";

/** A file in an archive. */
export type ZipEntry = { name: string; bytes: Buffer };

type Written = ZipEntry & { packed: Buffer; checksum: number; offset: number };

/** The first day a ZIP file can name: the same content always gives the same bytes. */
const day = 0x21;
const version = 20;
/** Names are UTF-8. */
const flags = 0x800;
const deflated = 8;

/**
 * Writes a ZIP archive: a local header and the packed bytes for each file, then the directory that repeats the headers.
 */
export function zip(entries: readonly ZipEntry[]): Buffer {
  const written: Written[] = [];
  let offset = 0;
  const parts = entries.map((entry) => {
    const packed = deflateRawSync(entry.bytes);
    const one = { ...entry, packed, checksum: crc32(entry.bytes), offset };
    written.push(one);
    const part = Buffer.concat([localHeader(one), Buffer.from(entry.name), packed]);
    offset += part.length;
    return part;
  });
  const directory = Buffer.concat(written.map((one) => Buffer.concat([directoryHeader(one), Buffer.from(one.name)])));
  return Buffer.concat([...parts, directory, end(written.length, directory.length, offset)]);
}

function localHeader(entry: Written): Buffer {
  return fields([4, 0x04034b50], [2, version], ...common(entry));
}

function directoryHeader(entry: Written): Buffer {
  return fields(
    [4, 0x02014b50],
    [2, version],
    [2, version],
    ...common(entry),
    [2, 0],
    [2, 0],
    [2, 0],
    [4, 0],
    [4, entry.offset],
  );
}

function common({ name, bytes, packed, checksum }: Written): Field[] {
  const nameLength = Buffer.byteLength(name);
  return [
    [2, flags],
    [2, deflated],
    [2, 0],
    [2, day],
    [4, checksum],
    [4, packed.length],
    [4, bytes.length],
    [2, nameLength],
    [2, 0],
  ];
}

function end(count: number, length: number, offset: number): Buffer {
  return fields([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, length], [4, offset], [2, 0]);
}

type Field = readonly [size: 2 | 4, value: number];

function fields(...all: readonly Field[]): Buffer {
  const buffer = Buffer.alloc(all.reduce((sum, [size]) => sum + size, 0));
  all.reduce((at, [size, value]) => buffer.writeUIntLE(value, at, size), 0);
  return buffer;
}
