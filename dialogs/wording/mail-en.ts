/** The e-mails that go to a person with a case who left the page, and what the desk is told of them. */
export const mailEn = {
  subject: (number: string, agent: string | undefined) =>
    agent === undefined ? `An answer to your case ${number}` : `${agent} answered your case ${number}`,
  text: ({
    number,
    lines,
    link,
  }: {
    number: string;
    lines: readonly { author?: string; text: string; files?: readonly { name: string }[] }[];
    link: string;
  }) =>
    [
      `Hi, here's what's new in your case ${number}:`,
      ...lines.map(({ author, text, files = [] }) => {
        const said = [text, ...files.map(({ name }) => `[${name}]`)].filter((part) => part !== "").join("\n");
        return author === undefined ? said : `${author}: ${said}`;
      }),
      `Answer here, in the browser you wrote in:\n${link}`,
      "Please don't reply to this e-mail: nobody reads what's sent there.",
    ].join("\n\n"),
  notDue: "goes out by e-mail soon, unless it's read on the page before",
  refused: (code: number) => `the mail server refused the e-mail (${code})`,
  wrongPassword: "the mail server doesn't accept our user and password",
  unreachable: (code: string | undefined) => `the mail server can't be reached${code ? ` (${code})` : ""}`,
} as const;
