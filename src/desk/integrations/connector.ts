import type { Article } from "../../../knowledge/article.ts";
import { DeliveryError } from "../../common/delivery-error.ts";
import type { External } from "../../conversation/case-calls.ts";
import type { EndReason, StoredCase } from "../../conversation/case-ports.ts";
import type { TranscriptLine } from "../../conversation/ports.ts";

/** A case as it is passed to another system. */
export type CaseView = {
  case: StoredCase;
  /** The guide that the person followed, for the names of its steps; undefined where there is none (any more). */
  article: Article | undefined;
  /** The transcript up to the call, without messages that are passed on singly. */
  transcript: readonly TranscriptLine[];
  /** Its id there; null before it was created. */
  external: External | null;
  /** Its other ids there, where it was created more than once. */
  others: readonly External[];
  /** It may exist there already: a response was lost, and what was created cannot be searched for. */
  repeated: boolean;
  /** True if an earlier attempt of this call may have succeeded. */
  mayHaveArrived: boolean;
};

/**
 * The remote case takes nothing any more: it was deleted, or closed for good. A second one after the case was created
 * again is final.
 */
export class RemoteCaseGone extends DeliveryError {
  constructor(what: string) {
    super(what, { retry: false });
    this.name = "RemoteCaseGone";
  }
}

/**
 * Another system in which agents answer cases. `id` is the idempotency key: a repeated call must have its effect once.
 * Each call throws a `DeliveryError` that says whether a retry can help. Replies come back by the connector's webhook.
 * `userMessage` and `note` throw `RemoteCaseGone` where the case has to be created there again first.
 */
export type Connector = {
  name: string;
  /** As people at the desk know it. */
  title: string;
  /** It gets a case only if no agent is available at the desk. */
  onlyWhenUnstaffed?: boolean;
  /**
   * A repeated create is not recognised there, and what exists cannot be searched for.
   */
  nonIdempotentCreate?: boolean;
  /** Creates the case there, or reopens it. */
  open(view: CaseView, id: string): Promise<External>;
  userMessage(view: LinkedCase, text: string, id: string): Promise<void>;
  /** An internal note for the agents there. */
  note(view: LinkedCase, text: string, id: string): Promise<void>;
  close(view: LinkedCase, how: EndReason, id: string): Promise<void>;
};

/** A case that exists in the other system. */
export type LinkedCase = CaseView & { external: External };
