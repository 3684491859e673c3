import { z } from "zod";

import { devices, evidenceKinds } from "../knowledge/article.ts";
import { places } from "./effects.ts";
import { deviceRoles, inquiries, spokenEvent, stepResults } from "./events.ts";

/**
 * A conversation as it is stored between two messages: our own versioned record, never a raw snapshot of the machine,
 * because a snapshot ties every stored conversation to the names of today's states.
 */
const choice = z.object({
  label: z.string(),
  press: z.object({ event: spokenEvent, asked: z.number() }),
  means: z.enum(["yes", "no"]).optional(),
});

/** Whether a person was asked for, and how far that is. */
export const persons = ["none", "waiting", "active", "rating"] as const;

/** Messages that follow each other within this time are one session. */
export const sessionMs = 30 * 60_000;

/** How a session can have ended: a closed list. */
export const sessionOutcomes = ["fixedByGuide", "fixedByPerson", "escalated", "leftOpen", "other"] as const;

/** The latest session as the reports have counted it, so that what changes can be taken back. */
const reportSession = z.object({
  /** The day it began on, in the desk's time zone. */
  day: z.string(),
  lastAt: z.number(),
  language: z.string(),
  /** Null: not counted yet. */
  outcome: z.enum(sessionOutcomes).nullable(),
  article: z.string().nullable(),
  device: z.string().nullable(),
  hadProblem: z.boolean(),
  solvedBy: z.enum(["guide", "person"]).nullable(),
  /** A person was asked for. */
  escalated: z.boolean(),
  /** The step that was shown and has no answer yet; `at`: since when, null where that was in an earlier session. */
  onScreen: z
    .object({
      day: z.string(),
      article: z.string(),
      step: z.string(),
      device: z.string().nullable(),
      status: z.string(),
      at: z.number().nullable(),
    })
    .nullable(),
  /** The person had everything erased: what was counted stays as it is. */
  final: z.boolean(),
  /** The open case: since when a person is asked for and an agent has it, and whether an agent wrote. */
  desk: z
    .object({ askedAt: z.number(), claimedAt: z.number().nullable(), answered: z.boolean() })
    .nullable()
    .default(null),
});
export type ReportSession = z.infer<typeof reportSession>;

/** The shape of the record, version 1. */
export const savedConversation = z.object({
  v: z.literal(1),
  place: z.enum(places),
  person: z.enum(persons),
  article: z.string().nullable(),
  device: z.enum(devices).nullable(),
  /** The current step; null: the first one that is still to be tried. */
  step: z.string().nullable(),
  stepShownAt: z.number(),
  tried: z.array(z.object({ step: z.string(), result: z.enum(stepResults), at: z.number() })),
  /** The latest report on each device; and evidence that is not a step's result. */
  devices: z.array(z.object({ device: z.enum(devices), role: z.enum(deviceRoles) })).default([]),
  evidence: z.array(z.enum(evidenceKinds)).default([]),
  /** Whether the music plays again was asked last, because a message may have claimed it. */
  fixAsked: z.boolean().default(false),
  /** Evidence whose consequence was explained already. */
  explained: z.array(z.enum(evidenceKinds)).default([]),
  /** The question that was answered last, for "say that again"; null when the last thing said was no answer. */
  answeredLast: z
    .union([
      z.object({ kind: z.literal("answer"), article: z.string(), answer: z.string() }),
      z.object({ kind: z.literal("term"), term: z.string() }),
      /** An error that there are no steps for; `article`: one of the same maker. */
      z.object({ kind: z.literal("no-guide"), article: z.string().nullable() }),
      z.object({ kind: z.literal("short-answer"), answer: z.string() }),
      /** `times`: how often the same was asked in a row before. */
      z.object({ kind: z.literal("inquiry"), about: z.enum(inquiries), times: z.number().int().optional() }),
    ])
    .nullable()
    .default(null),
  /** The foreign language in which the supported languages were named once. */
  language: z.string().nullable().default(null),
  /** Guides left for another one, the latest last, to be resumed. */
  left: z
    .array(
      z.object({
        article: z.string(),
        device: z.enum(devices).nullable(),
        step: z.string().nullable(),
        tried: z.array(z.object({ step: z.string(), result: z.enum(stepResults), at: z.number() })),
        evidence: z.array(z.enum(evidenceKinds)),
        explained: z.array(z.enum(evidenceKinds)),
        incidentSeen: z.boolean(),
      }),
    )
    .default([]),
  /** Whether to switch to another guide was asked last. */
  switchAsked: z.boolean().default(false),
  /** The person knows of the open incident and went on anyway. */
  incidentSeen: z.boolean(),
  /** The article whose guide an agent ended: a question about no other error is still about this one. */
  lastArticle: z.string().nullable().default(null),
  /** Messages not understood in a row. */
  misses: z.number(),
  /** Angry messages so far. */
  frustration: z.number(),
  /** A person was offered outside the usual place, and why. */
  personOffered: z.enum(["asked", "all-tried", "not-understood", "frustrated", "fault"]).nullable(),
  case: z.string().nullable(),
  /** The turn that opened the case: "never mind" right after it takes the case back. */
  caseTurn: z.number(),
  /** The danger to a life that was told of last, and in which turn: what is written right after may still be about it. */
  danger: z
    .object({
      kind: z.enum(["self-harm", "fire", "emergency", "hazard"]),
      turn: z.number(),
      language: z.string().optional(),
    })
    .nullable()
    .default(null),
  /** The turn that took a case back: "no, keep it" right after it asks for a person again. */
  withdrawnTurn: z.number().default(-1),
  /**
   * The case that ended last, and who had it: asked for again within a day, it is reopened. `awaitsWord`: so does
   * whatever else is said about it.
   */
  lastCase: z
    .object({
      number: z.string(),
      endedAt: z.number(),
      agent: z.string().nullable().default(null),
      awaitsWord: z.boolean().default(false),
    })
    .nullable()
    .default(null),
  /** An e-mail address was asked for: once a case, where the person cannot be reached otherwise. */
  addressAsked: z.boolean().default(false),
  /** It was said that an agent sees no files: once a case. */
  filesTold: z.boolean().default(false),
  /** Whether everything stored shall be deleted was asked last. */
  erasureAsked: z.boolean().default(false),
  /** The beginning of a message that was sent in pieces, such as "on my": read together with the next message. */
  unfinished: z.string().default(""),
  turn: z.number(),
  /** Number of the current question; buttons carry it. */
  asked: z.number(),
  lastTurnAt: z.number(),
  /** What was offered last; typed numbers, labels, yes and no choose among these. */
  offered: z.array(choice),
  /**
   * The line that asked last, and what its card said apart from the step: a card that is updated in place keeps those
   * words.
   */
  shown: z.object({ line: z.string(), text: z.string() }).nullable().default(null),
  /** The lines that asked the current question: none of them may have reached the person. */
  askedIn: z.array(z.string()).default([]),
  /**
   * What the latest message with thumbs was about: a channel reports a thumb, but not the message's content.
   */
  thumbsOn: z.string().nullable().default(null),
  /** What the latest questions came to, by their numbers: what a card says once it was answered. */
  answered: z
    .array(
      z.object({
        asked: z.number(),
        title: z.string(),
        outcome: z.string(),
        line: z.string().nullable(),
        text: z.string(),
      }),
    )
    .default([]),
  session: reportSession.nullable().default(null),
});
export type ConversationState = z.infer<typeof savedConversation>;

/** A conversation nobody has written in yet. */
export const newConversation: ConversationState = {
  v: 1,
  place: "idle",
  person: "none",
  article: null,
  device: null,
  step: null,
  stepShownAt: 0,
  tried: [],
  devices: [],
  evidence: [],
  fixAsked: false,
  explained: [],
  answeredLast: null,
  language: null,
  left: [],
  switchAsked: false,
  incidentSeen: false,
  lastArticle: null,
  misses: 0,
  frustration: 0,
  personOffered: null,
  case: null,
  caseTurn: -1,
  danger: null,
  withdrawnTurn: -1,
  lastCase: null,
  addressAsked: false,
  filesTold: false,
  erasureAsked: false,
  unfinished: "",
  turn: 0,
  asked: 0,
  lastTurnAt: 0,
  offered: [],
  shown: null,
  askedIn: [],
  thumbsOn: null,
  answered: [],
  session: null,
};

/**
 * The stored record as today's shape; `damaged`: parts of it could not be read and got their defaults. When states change, the
 * version goes up and the older shapes are brought up to date here; a field that is added has a default. What is readable
 * of a damaged record is kept, so that a person who waits for an agent is not forgotten for the sake of a button.
 */
export function deserializeState(stored: unknown): { state: ConversationState; damaged: boolean } {
  if (stored === null || stored === undefined) return { state: newConversation, damaged: false };
  const parsed = savedConversation.safeParse(stored);
  if (parsed.success) return { state: parsed.data, damaged: false };
  const fields: Readonly<Record<string, unknown>> = typeof stored === "object" ? { ...stored } : {};
  const readable = Object.entries(savedConversation.shape).flatMap(([name, schema]) => {
    const field = schema.safeParse(fields[name]);
    return field.success ? [[name, field.data] as const] : [];
  });
  return { state: { ...newConversation, ...Object.fromEntries(readable) }, damaged: true };
}
