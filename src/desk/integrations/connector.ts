import type { Article } from "../../../knowledge/article.ts";
import { DeliveryError } from "../../common/delivery-error.ts";
import type { External } from "../../conversation/case-calls.ts";
import type { EndReason, StoredCase } from "../../conversation/case-ports.ts";
import type { TranscriptLine } from "../../conversation/ports.ts";

/** A case as another system is told of it. */
export type CaseView = {
  case: StoredCase;
  /** The guide that the person followed, for the names of its steps; undefined where there is none (any more). */
  article: Article | undefined;
  /** What was said until the call; the words that are told one by one are not in it. */
  transcript: readonly TranscriptLine[];
  /** What that system calls the case; null before it knows it. */
  external: External | null;
  /** What else it calls the case, where it was opened more than once. */
  others: readonly External[];
  /** It may stand there already: an answer was lost, and what it was about cannot be looked for. */
  repeated: boolean;
  /** The same of this very call: an earlier attempt at it may have arrived. */
  mayHaveArrived: boolean;
};

/**
 * What stands for the case there takes nothing any more: it was deleted, or closed for good. Final where the same is said
 * of what was opened instead.
 */
export class RemoteCaseGone extends DeliveryError {
  constructor(what: string) {
    super(what, { retry: false });
    this.name = "RemoteCaseGone";
  }
}

/**
 * Another system in which people answer cases. Every call may come again with the same `id` and must have its effect
 * once; each throws a
 * `DeliveryError` that says whether trying again can help. Replies come back by the connector's own door.
 * `userMessage` and `note` throw `RemoteCaseGone` where the case has to be opened there once more first.
 */
export type Connector = {
  name: string;
  /** As people at the desk know it. */
  title: string;
  /** It hears of a case only once nobody is there to take it. */
  onlyWhenUnstaffed?: boolean;
  /**
   * Whether a case, or what is said of it, is there already cannot be asked, nor have calls an id to be known again by.
   */
  nonIdempotentCreate?: boolean;
  /** Opens the case there, or opens it again. `id` is the call's that asks for it. */
  open(view: CaseView, id: string): Promise<External>;
  userMessage(view: LinkedCase, text: string, id: string): Promise<void>;
  /** Something for the people there alone. */
  note(view: LinkedCase, text: string, id: string): Promise<void>;
  close(view: LinkedCase, how: EndReason, id: string): Promise<void>;
};

/** A case that the other system knows. */
export type LinkedCase = CaseView & { external: External };
