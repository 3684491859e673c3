import { describe, expect, test } from "vitest";

import { boundaryOf, createMultipartReader } from "../../../src/channels/directline/multipart.ts";

const part = (headers: string, content: string): string => `--b1\r\n${headers}\r\n\r\n${content}\r\n`;
const activity = part('Content-Disposition: form-data; name="activity"', '{"text":"zoë"}');
const file = part('Content-Disposition: form-data; name="file"; filename="a.png"', "PNG\r\n--b\r\n--");

/** Reads it in pieces of this many bytes. */
function read(body: string, size = 7, keepsFiles = true): { activity: string | null; files: string[] } {
  const reader = createMultipartReader("b1", { keepsFiles });
  const bytes = Buffer.from(body);
  for (let at = 0; at < bytes.length; at += size) reader.take(bytes.subarray(at, at + size));
  const { activity: found, files } = reader.end();
  return { activity: found, files: files.map(({ name, content }) => `${name}: ${Buffer.from(content).toString()}`) };
}

const fileRead = "a.png: PNG\r\n--b\r\n--";

describe("a form", () => {
  test.each([1, 3, 6, 7, 8, 9, 11, 13, 17, 23, 64, 10_000])(
    "in pieces of %i bytes gives its activity and its files, whole or without content",
    (size) => {
      const whole = `${file}${activity}${file}--b1--\r\n`;
      expect(read(whole, size)).toEqual({ activity: '{"text":"zoë"}', files: [fileRead, fileRead] });
      expect(read(whole, size, false).files).toEqual(["a.png: ", "a.png: "]);
      expect(read(`preamble\r\n${activity}--b1--`, size)).toEqual({ activity: '{"text":"zoë"}', files: [] });
    },
  );

  test("may hold no activity, and fields that are no files", () => {
    expect(read(`${part("content-disposition: form-data; name=x", "1")}--b1--`)).toEqual({ activity: null, files: [] });
  });

  test.each(["", "no form", activity, `${activity}--b1`])("that ends early is refused: %j", (body) => {
    expect(() => read(body)).toThrow(expect.objectContaining({ status: 400 }) as Error);
  });

  test("of more than ten parts, of headers without end, or with a huge activity is refused before it ends", () => {
    const refused = (body: string): void =>
      expect(() => createMultipartReader("b1", { keepsFiles: true }).take(Buffer.from(body))).toThrow(
        expect.objectContaining({ status: 413 }) as Error,
      );
    refused(file.repeat(11));
    refused(`--b1\r\n${"x-a: b\r\n".repeat(2_000)}`);
    refused(`--b1\r\nContent-Disposition: form-data; name="activity"\r\n\r\n${"x".repeat(300_000)}`);
    expect(read(`${file.repeat(10)}--b1--`).files).toHaveLength(10);
  });

  test("names its boundary, quoted or not", () => {
    expect(boundaryOf("multipart/form-data; boundary=b1")).toBe("b1");
    expect(boundaryOf('multipart/form-data; charset=x; boundary="b 1"; y=z')).toBe("b 1");
    expect(() => boundaryOf("multipart/form-data")).toThrow("no boundary");
  });
});
