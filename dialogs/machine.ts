import { dialogSetup } from "./setup.ts";
import { anywhere } from "./states/anywhere.ts";
import { askingDevice } from "./states/asking-device.ts";
import { finding } from "./states/disambiguation.ts";
import { allTried, checking, consent, incident, step, watching } from "./states/guide.ts";
import { choosingProblem, idle, paused, resolved } from "./states/idle.ts";
import { active, none, rating, waiting } from "./states/person.ts";

/** The conversation: two parallel regions, the guide and the hand-off to a person. Its table is in `README.md`. */
export const machine = dialogSetup.createMachine({
  id: "conversation",
  type: "parallel",
  // Replaced by `transition.ts` before every transition; the machine itself never runs.
  context: () => {
    throw new Error("the machine is only revived from a memory, see transition.ts");
  },
  states: {
    guide: {
      initial: "idle",
      ...anywhere,
      states: {
        idle,
        choosingProblem,
        finding,
        askingDevice,
        incident,
        watching,
        checking,
        step,
        consent,
        allTried,
        resolved,
        paused,
      },
    },
    person: { initial: "none", states: { none, waiting, active, rating } },
  },
});
