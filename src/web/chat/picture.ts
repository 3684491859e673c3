/** Longer edges are scaled down to this many pixels. */
const longestEdge = 2_000;

/**
 * A photo as it is sent: no larger than is needed to read it, and without what a camera writes into it, such as where it was
 * taken. Everything else stays as it is.
 */
export async function preparePicture(file: File, maxBytes: number): Promise<File> {
  const isPhoto = /^image\/(jpeg|heic|heif)$/.test(file.type);
  if (!isPhoto && !(file.type.startsWith("image/") && file.size > maxBytes)) return file;
  try {
    const bitmap = await createImageBitmap(file);
    const scale = Math.min(1, longestEdge / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [Math.round(bitmap.width * scale), Math.round(bitmap.height * scale)];
    canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
    return blob ? new File([blob], `${file.name.replace(/\.[^.]*$/, "")}.jpg`, { type: blob.type }) : file;
  } catch {
    // No picture that this browser can read: the checks that follow decide.
    return file;
  }
}
