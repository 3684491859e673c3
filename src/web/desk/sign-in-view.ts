import { html, nothing, render } from "lit/html.js";
import { createRef, ref } from "lit/directives/ref.js";
import { until } from "lit/directives/until.js";

import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import { call, Refused, signIn } from "./desk-call.ts";
import { button } from "./fluent-button.ts";
import icon from "./icon.svg";

/** Asks for the token until it is somebody's. */
export function signInView(place: HTMLElement, fault = ""): void {
  const field = createRef<HTMLInputElement>();
  const { link, explained } = signInWays();
  const submit = async (): Promise<void> => {
    try {
      await signIn(field.value?.value.trim() ?? "");
      location.reload();
    } catch (cause) {
      draw(faultOf(cause));
      field.value?.select();
    }
  };
  const onsubmit = (event: Event): void => {
    event.preventDefault();
    void submit();
  };
  const draw = (said: string): void =>
    void render(
      html`
        <main class="sign-in">
          <form @submit=${onsubmit}>
            <img src=${icon} alt="" width="48" height="48" />
            <h1>${words.name}</h1>
            <div class="provider">${until(link, nothing)}</div>
            <p>${until(explained, words.signInExplained)}</p>
            <label for="token">${words.token}</label>
            <input id="token" type="password" autocomplete="current-password" class="field" required ${ref(field)} />
            <p class="fault" role="alert">${said}</p>
            ${button(words.signIn, () => void submit(), { appearance: "primary" })}
          </form>
        </main>
      `,
      place,
    );
  draw(fault);
  field.value?.focus();
}

/** A link to the provider, where the service has one; without it, or out of reach, there is the token. */
function signInWays(): { link: Promise<unknown>; explained: Promise<string> } {
  const provider = call<{ provider: { name: string } | null }>("GET", "/sign-in-ways").then(
    (ways) => ways.provider,
    () => null,
  );
  return {
    link: provider.then((one) =>
      one ? html`<a href="/api/desk/oidc/start" class="way">${words.signInAt(one.name)}</a>` : nothing,
    ),
    explained: provider.then((one) => (one ? words.orToken : words.signInExplained)),
  };
}

/** What to say of a sign-in that was refused. */
export function faultOf(cause: unknown): string {
  if (!(cause instanceof Refused)) return words.lost;
  return cause.status === 429 ? words.lockedOut : words.wrongToken;
}
