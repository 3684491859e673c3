import { expect, test } from "vitest";

import { learnOrder, type StepTries } from "../../dialogs/step-learning.ts";
import { loadArticles } from "../../knowledge/load.ts";

const article = loadArticles().find(({ id }) => id === "spotify-502")!;
const usual = article.steps.map(({ id }) => id);
const curing = article.steps.filter(({ observation }) => !observation);
const none = { healed: 0, minutes: 0 };

/** As many people as given begin in the article's order; each step cures its share of them. */
function rowsOf(people: number, shareOf: (step: string) => number): StepTries[] {
  let left = people;
  return curing.map(({ id, minutes }, at) => {
    const row = {
      step: id,
      before: curing.slice(0, at).map((step) => step.id),
      tries: left,
      cures: Math.min(left, people * shareOf(id)),
      minutes: left * minutes,
    };
    left -= row.cures;
    return row;
  });
}

test("without data the article's order stays", () => {
  expect(learnOrder({ article, rows: [], waited: none })).toMatchObject({ order: usual, isChanged: false });
});

test("a few talks do not change it, many do: the step that cures most a minute comes first", () => {
  const shareOf = (step: string): number => (step === "flush-dns" ? 0.5 : 0.03);
  expect(learnOrder({ article, rows: rowsOf(3, shareOf), waited: none }).isChanged).toBe(false);
  const { order, minutes } = learnOrder({ article, rows: rowsOf(500, shareOf), waited: none });
  expect(order.filter((id) => curing.some((step) => step.id === id))[0]).toBe("flush-dns");
  expect(minutes.learned).toBeLessThan(0.8 * minutes.article);
});

test("a step that destroys something never comes before what the article has before it", () => {
  const { order } = learnOrder({
    article,
    rows: rowsOf(5_000, (id) => (id === "reinstall" ? 0.9 : 0.01)),
    waited: none,
  });
  const at = (id: string): number => order.indexOf(id);
  const before = curing.slice(
    0,
    curing.findIndex(({ id }) => id === "reinstall"),
  );
  expect(before.filter(({ id }) => at(id) > at("reinstall"))).toEqual([]);
});

test("steps that only look at something keep their place", () => {
  const { order } = learnOrder({ article, rows: rowsOf(5_000, (id) => (id === "relogin" ? 0.7 : 0.01)), waited: none });
  for (const { id, observation } of article.steps) if (observation) expect(order.indexOf(id)).toBe(usual.indexOf(id));
  expect(order).not.toEqual(usual);
  expect(order.toSorted()).toEqual(usual.toSorted());
});

test("cures that waiting explains are no step's", () => {
  // Everything ends by itself at the same rate: a longer step is claimed to cure more.
  const rate = 0.05;
  const rows = rowsOf(2_000, () => 0).map((row) => ({ ...row, cures: rate * row.minutes }));
  const waited = { healed: rate * 10_000, minutes: 10_000 };
  expect(learnOrder({ article, rows, waited }).isChanged).toBe(false);
  const most = Math.max(...learnOrder({ article, rows, waited }).estimates.map(({ probability }) => probability));
  expect(most).toBeLessThan(0.03);
});

test("the same data give the same order", () => {
  const rows = rowsOf(400, (step) => (step === "update-app" ? 0.4 : 0.05));
  expect(learnOrder({ article, rows, waited: none })).toEqual(learnOrder({ article, rows, waited: none }));
});
