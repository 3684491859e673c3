import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { renderMarkdown } from "../../../src/web/chat/markdown.ts";

describe("Markdown", () => {
  test.each([
    ["one\n\ntwo", "<p>one</p><p>two</p>"],
    ["one\ntwo", "<p>one<br>two</p>"],
    ["Do this:\n1. One\n2. **Two**", "<p>Do this:</p><ol><li>One</li><li><strong>Two</strong></li></ol>"],
    ["3. Third", '<ol start="3"><li>Third</li></ol>'],
    ["- a\n- b", "<ul><li>a</li><li>b</li></ul>"],
    ["## Title", "<h2>Title</h2>"],
    ["> Careful", '<p class="warning">Careful</p>'],
    [
      "[progress 3/10] Step 3 of 10",
      '<p class="step-progress">Step 3 of 10</p><progress aria-hidden="true" value="3" max="10"></progress>',
    ],
    ["a < b & c > d", "<p>a &lt; b &amp; c &gt; d</p>"],
  ])("%j", (text, html) => {
    expect(renderMarkdown(text)).toBe(html);
  });

  test("URLs become links without a full stop after them, e-mail addresses stay text", () => {
    const link = (address: string, label: string) =>
      `<a href="${address}" target="_blank" rel="noopener noreferrer">${label}</a>`;
    expect(renderMarkdown("See status.spotify.com.")).toBe(
      `<p>See ${link("https://status.spotify.com", "status.spotify.com")}.</p>`,
    );
    expect(renderMarkdown("https://downdetector.com/status/spotify/?a=1&b")).toBe(
      `<p>${link("https://downdetector.com/status/spotify/?a=1&amp;b", "https://downdetector.com/status/spotify/?a=1&amp;b")}</p>`,
    );
    expect(renderMarkdown("[the page](https://support.spotify.com/x)")).toBe(
      `<p>${link("https://support.spotify.com/x", "the page")}</p>`,
    );
    expect(renderMarkdown("me@example.com")).toBe("<p>me@example.com</p>");
  });

  test("what an agent wrote is plain text with their name, in which links, lines and lists stay", () => {
    const html = renderMarkdown(
      "[agent] Ana <b>\n**Look** at https://www.spotify.de/x?a=1 [x](https://e.com)\nthen:\n1. Off\n2. On",
    );
    expect(html).toContain('<span aria-hidden="true">Ana &lt;b&gt;</span>');
    expect(html).toContain('<p>**Look** at <a href="https://www.spotify.de/x?a=1"');
    expect(html).toContain("<br>then:</p><ol><li>Off</li><li>On</li></ol>");
    expect(html).not.toContain("<strong>");
    expect(html).toContain("[x](");
  });

  test("nothing else in a text becomes markup", () => {
    const allowed =
      /<\/?(?:p|ol|ul|li|br|h2|strong)>|<ol start="\d+">|<p class="(?:warning|step-progress)">|<progress aria-hidden="true" value="\d+" max="\d+">|<\/progress>|<a href="https:\/\/[^"<>\s]*" target="_blank" rel="noopener noreferrer">|<\/a>/g;
    const piece = fc.constantFrom(
      "<script>",
      '"',
      "'",
      "javascript:",
      "[a](",
      "https://x.com/",
      ")",
      "**",
      "\n",
      "\n\n",
      "1. ",
      "- ",
      "> ",
      "## ",
      "[progress 1/2] ",
      "x.com",
      "&lt;",
      "onload=",
      " ",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 20 }), (pieces) => {
        expect(renderMarkdown(pieces.join("")).replaceAll(allowed, "")).not.toMatch(/[<>"']/);
      }),
    );
  });

  test("a long line takes linear time", () => {
    for (const text of ["**", "a.", "[", "a-", "[a](https://"])
      expect(renderMarkdown(text.repeat(20_000)).length).toBeGreaterThan(20_000);
  });
});
