/**
 * Asks for confirmation before a new conversation replaces this one. `explained`: says what ends with it. Gives what
 * asks.
 */
export function offerStartOver({
  button,
  question,
  explained,
  startAnew,
}: {
  button: HTMLElement;
  question: HTMLDialogElement;
  explained: () => string;
  startAnew: () => void;
}): () => void {
  const text = question.querySelector("p") as HTMLElement;
  question.addEventListener("close", () => {
    if (question.returnValue === "yes") startAnew();
    else button.focus();
  });
  return () => {
    text.textContent = explained();
    question.returnValue = "no";
    question.showModal();
  };
}
