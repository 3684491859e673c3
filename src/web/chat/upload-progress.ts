/** Shows in a bar how much of a message's files has been sent; null: nothing is being sent. */
export function showUpload(bar: HTMLProgressElement): (part: number | null) => void {
  return (part) => {
    bar.hidden = part === null;
    // All of it has left, and the service has not answered yet: how long that takes is not known.
    if (part === null || part >= 1) bar.removeAttribute("value");
    else bar.value = part;
  };
}
