/** Asks for confirmation before a new conversation replaces this one. */
export function offerStartOver({
  button,
  question,
  startAnew,
}: {
  button: HTMLElement;
  question: HTMLDialogElement;
  startAnew: () => void;
}): void {
  button.addEventListener("click", () => {
    question.returnValue = "no";
    question.showModal();
  });
  question.addEventListener("close", () => {
    if (question.returnValue === "yes") startAnew();
    else button.focus();
  });
}
