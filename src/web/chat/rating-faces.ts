/** Faces for the ratings from 1 to 5, as addresses of pictures; from a deep frown to a broad smile. */
export function faceOf(score: number): string {
  const bend = (score - 3) * 2.4;
  const mouth = `M7.5 ${15.8 - bend / 2}Q12 ${15.8 + bend / 1.5} 16.5 ${15.8 - bend / 2}`;
  const picture =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><circle cx="12" cy="12" r="11" fill="#f6c945" stroke="#7a5b00"/>` +
    `<circle cx="8.3" cy="9.3" r="1.5" fill="#3d2d00"/><circle cx="15.7" cy="9.3" r="1.5" fill="#3d2d00"/>` +
    `<path d="${mouth}" fill="none" stroke="#3d2d00" stroke-width="1.8" stroke-linecap="round"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(picture)}`;
}
