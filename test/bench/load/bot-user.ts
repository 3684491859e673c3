import type { Connector } from "./connector.ts";
import type { Post } from "./post.ts";

/** One person who says something and has the answer when the promise resolves, with its text. */
export type User = { say(text: string): Promise<string> };
export type BotUserOptions = {
  post: Post;
  connector: Connector;
  url: string;
  name: string;
  mode: "posted" | "expectReplies" | "answered";
};

/**
 * A person on a Bot Framework channel. `posted`: the answer is there when the channel's service has it;
 * `expectReplies`: it comes
 * with the response; `answered`: any response will do.
 */
export function botUser({ post, connector, url, name, mode }: BotUserOptions): User {
  let number = 0;
  const activityOf = (text: string): object => ({
    type: "message",
    id: `${name}-${++number}`,
    timestamp: new Date().toISOString(),
    channelId: "emulator",
    serviceUrl: connector.serviceUrl,
    from: { id: `user-${name}`, name: "Kim Example" },
    recipient: { id: "bot-1", name: "Bot" },
    conversation: { id: `conv-${name}` },
    locale: "en-GB",
    textFormat: "plain",
    text,
    ...(mode === "expectReplies" ? { deliveryMode: "expectReplies" } : {}),
  });
  return {
    async say(text) {
      const posted = mode === "posted" ? connector.next(`conv-${name}`) : undefined;
      const answer = await post(`${url}/api/messages`, activityOf(text));
      return (await posted) ?? answer;
    },
  };
}
