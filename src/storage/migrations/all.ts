import type { Migration } from "kysely/migration";

import { first } from "./0001-first.ts";
import { signingKeys } from "./0002-signing-keys.ts";
import { desk } from "./0003-desk.ts";
import { rateCounts } from "./0004-rate-counts.ts";
import { connectors } from "./0005-connectors.ts";
import { sessions } from "./0006-sessions.ts";
import { timeZone } from "./0007-time-zone.ts";
import { attempts } from "./0008-attempts.ts";
import { sweep } from "./0009-retention-index.ts";
import { names } from "./0010-names.ts";
import { lines } from "./0011-lines.ts";
import { deskAccess } from "./0012-desk-access.ts";
import { attachments } from "./0013-attachments.ts";
import { deskPeople } from "./0014-desk-people.ts";
import { reports } from "./0015-reports.ts";
import { unsureOutcomes } from "./0016-unsure-outcomes.ts";
import { readLines } from "./0017-read-lines.ts";
import { thumbComments } from "./0018-thumb-comments.ts";
import { articleOrders } from "./0020-article-orders.ts";
import { cannedReplies } from "./0028-canned-replies.ts";
import { deskTeam } from "./0029-desk-team.ts";
import { review } from "./0019-review.ts";
import { page } from "./0022-page.ts";
import { attachmentObjects } from "./0023-attachment-objects.ts";
import { sessionIdToken } from "./0024-session-id-token.ts";
import { failingSince } from "./0032-failing-since.ts";
import { fourWeeklySums } from "./0030-four-weekly-sums.ts";
import { intervals } from "./0026-intervals.ts";
import { weeklySums } from "./0025-weekly-sums.ts";

/** Every migration by name. Names sort in the order they run; one that has been released is never changed. */
export const migrations: Readonly<Record<string, Migration>> = {
  "0001-first": first,
  "0002-signing-keys": signingKeys,
  "0003-desk": desk,
  "0004-doors": rateCounts,
  "0005-connectors": connectors,
  "0006-sessions": sessions,
  "0007-time-zone": timeZone,
  "0008-attempts": attempts,
  "0009-sweep": sweep,
  "0010-names": names,
  "0011-lines": lines,
  "0012-desk-access": deskAccess,
  "0013-attachments": attachments,
  "0014-desk-people": deskPeople,
  "0015-reports": reports,
  "0016-unsure-outcomes": unsureOutcomes,
  "0017-read-lines": readLines,
  "0018-thumb-comments": thumbComments,
  "0019-review": review,
  "0020-article-orders": articleOrders,
  "0022-page": page,
  "0023-attachment-objects": attachmentObjects,
  "0024-session-id-token": sessionIdToken,
  "0025-weekly-sums": weeklySums,
  "0026-intervals": intervals,
  "0028-canned-replies": cannedReplies,
  "0029-desk-team": deskTeam,
  "0030-four-weekly-sums": fourWeeklySums,
  "0032-failing-since": failingSince,
};
