import { once } from "node:events";
import { WebSocket } from "ws";

import type { User } from "./bot-user.ts";
import type { Post } from "./post.ts";

type Frame = { activities: readonly { from: { role: string }; text?: string }[] };

/**
 * A person on the chat page: posts to Direct Line, reads the answer from the stream. `from`: the address that a trusted
 * proxy tells of.
 */
export async function webUser({
  post,
  url,
  name,
  from,
}: {
  post: Post;
  url: string;
  name: string;
  from?: string;
}): Promise<User & { leave(): void }> {
  const line = `${url}/v3/directline`;
  const forwarded = from === undefined ? {} : { "X-Forwarded-For": from };
  const { token } = JSON.parse(await post(`${line}/tokens/generate`, {}, forwarded)) as { token: string };
  const headers = { Authorization: `Bearer ${token}`, ...forwarded };
  const { conversationId, streamUrl } = JSON.parse(await post(`${line}/conversations`, {}, headers)) as {
    conversationId: string;
    streamUrl: string;
  };
  const socket = new WebSocket(streamUrl, { headers: forwarded });
  let answered: (text: string) => void = () => undefined;
  const welcome = new Promise<string>((resolve) => (answered = resolve));
  socket.on("message", (bytes) => {
    const { activities } = JSON.parse((bytes as Buffer).toString("utf8")) as Frame;
    const reply = activities.findLast((one) => one.from.role === "bot");
    // What a turn stores comes in one frame. While somebody is waited for, what is said is kept without a word.
    if (activities.length > 0) answered(reply?.text ?? "");
  });
  await Promise.all([once(socket, "open"), welcome]);
  let number = 0;
  return {
    async say(text) {
      const received = new Promise<string>((resolve) => (answered = resolve));
      const channelData = { clientActivityID: `${name}-${++number}` };
      await post(
        `${line}/conversations/${conversationId}/activities`,
        { type: "message", from: { id: "me" }, text, channelData },
        headers,
      );
      return received;
    },
    leave: () => socket.close(),
  };
}
