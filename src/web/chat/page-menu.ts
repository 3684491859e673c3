/** What can be done in the menu, by the name in `data-action`. */
export type MenuActions = Readonly<Record<string, () => void>>;

/** Whether a switch in the menu is on, by the same name. */
export type MenuSwitches = Readonly<Record<string, () => boolean>>;

/** A menu button as ARIA describes it: arrows move, Escape closes and gives the focus back. */
export function openPageMenu({
  button,
  menu,
  actions,
  switches = {},
}: {
  button: HTMLElement;
  menu: HTMLElement;
  actions: MenuActions;
  switches?: MenuSwitches;
}): void {
  const items = [...menu.querySelectorAll<HTMLElement>("[role^=menuitem]")].filter((item) => !item.hidden);
  const show = (isOpen: boolean, focus?: HTMLElement): void => {
    menu.hidden = !isOpen;
    for (const item of items) {
      const isOn = switches[item.dataset["action"] ?? ""];
      if (isOn) item.setAttribute("aria-checked", String(isOn()));
    }
    button.setAttribute("aria-expanded", String(isOpen));
    focus?.focus();
  };
  for (const item of items) item.tabIndex = -1;
  button.addEventListener("click", () => show(menu.hidden === true, items[0]));
  button.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    show(true, items[0]);
  });
  menu.addEventListener("click", ({ target }) => {
    const item = target instanceof Element ? target.closest<HTMLElement>("[role^=menuitem]") : null;
    if (!item) return;
    show(false, button);
    actions[item.dataset["action"] ?? ""]?.();
  });
  menu.addEventListener("keydown", (event) => {
    const at = items.indexOf(document.activeElement as HTMLElement);
    const to: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1 + items.length,
      Home: 0,
      End: -1 + items.length,
    };
    const next = to[event.key];
    if (event.key === "Escape" || next !== undefined) event.preventDefault();
    if (event.key === "Escape") show(false, button);
    else if (next !== undefined) items[next % items.length]?.focus();
  });
  addEventListener("focusin", ({ target }) => {
    if (!menu.hidden && target instanceof Node && !menu.contains(target) && target !== button) show(false);
  });
  addEventListener("pointerdown", ({ target }) => {
    if (!menu.hidden && target instanceof Node && !menu.parentElement?.contains(target)) show(false);
  });
}
