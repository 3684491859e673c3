import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import { call, Refused, signIn } from "./desk-call.ts";
import { button, element } from "./element.ts";
import icon from "./icon.svg";

/** Asks for the token until it is somebody's. */
export function signInView(place: HTMLElement, fault = ""): void {
  const field = element("input", {
    id: "token",
    type: "password",
    autocomplete: "current-password",
    class: "field",
    required: true,
  });
  const provider = element("div", { class: "provider" });
  const explained = element("p", {}, words.signInExplained);
  void offerProvider(provider, explained);
  const said = element("p", { class: "fault", role: "alert" }, fault);
  const submit = async (): Promise<void> => {
    try {
      await signIn(field.value.trim());
      location.reload();
    } catch (cause) {
      said.textContent = faultOf(cause);
      field.select();
    }
  };
  place.replaceChildren(
    element(
      "main",
      { class: "sign-in" },
      element(
        "form",
        { onsubmit: (event) => (event.preventDefault(), void submit()) },
        element("img", { src: icon, alt: "", width: 48, height: 48 }),
        element("h1", {}, words.name),
        provider,
        explained,
        element("label", { for: "token" }, words.token),
        field,
        said,
        button(words.signIn, () => void submit(), { appearance: "primary" }),
      ),
    ),
  );
  field.focus();
}

/** A link to the provider, where the service has one; without it, or out of reach, there is the token. */
async function offerProvider(provider: HTMLElement, explained: HTMLElement): Promise<void> {
  const ways = await call<{ provider: { name: string } | null }>("GET", "/sign-in-ways").catch(() => null);
  if (!ways?.provider) return;
  provider.append(element("a", { href: "/api/desk/oidc/start", class: "way" }, words.signInAt(ways.provider.name)));
  explained.textContent = words.orToken;
}

/** What to say of a sign-in that was refused. */
export function faultOf(cause: unknown): string {
  if (!(cause instanceof Refused)) return words.lost;
  return cause.status === 429 ? words.lockedOut : words.wrongToken;
}
