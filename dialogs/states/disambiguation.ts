import { dialogSetup } from "../setup.ts";

/** Passed through, never stood in: finds what the guide must say or ask next. */
export const finding = dialogSetup.createStateConfig({
  entry: "chooseStep",
  always: [
    { guard: "incidentUnseen", target: "incident" },
    { guard: "deviceUnknown", target: "askingDevice" },
    { guard: "nothingLeft", target: "allTried" },
    { guard: "stepAsksFirst", target: "consent" },
    { target: "step" },
  ],
});
