import { openPreloadComposer } from "./preload-composer.ts";

/** The box that works at once, until Web Chat can take over. */
export const firstBox = openPreloadComposer(document.getElementById("first") as HTMLElement);
