/** Activities as clients and channels send them; the fuzz bends them. */
export const recorded: readonly Record<string, unknown>[] = [
  {
    type: "message",
    id: "1",
    timestamp: "2026-11-22T10:00:00.000Z",
    channelId: "emulator",
    serviceUrl: "http://127.0.0.1:9009/",
    from: { id: "user-1", name: "Ida", role: "user" },
    recipient: { id: "bot-1", name: "Bot" },
    conversation: { id: "conv-1", isGroup: false },
    locale: "en-GB",
    text: "Spotify says error 502",
    textFormat: "plain",
    channelData: { clientActivityID: "abc", postBack: true, messageBack: { displayText: "It works now" } },
    attachments: [{ contentType: "image/png", name: "a.png", contentUrl: "data:," }],
    entities: [{ type: "mention", text: "<at>Bot</at>", mentioned: { id: "bot-1" } }],
  },
  {
    type: "message",
    channelId: "msteams",
    from: { id: "u" },
    conversation: { id: "c" },
    value: { event: { type: "step.done", result: "fixed" }, asked: 1 },
  },
  {
    type: "invoke",
    name: "adaptiveCard/action",
    channelId: "msteams",
    from: { id: "u" },
    conversation: { id: "c" },
    value: { action: { type: "Action.Execute", verb: "x", data: { event: { type: "human" }, asked: 0 } } },
  },
  {
    type: "invoke",
    name: "message/submitAction",
    channelId: "msteams",
    from: { id: "u" },
    conversation: { id: "c" },
    value: { actionValue: { reaction: "like" } },
  },
  {
    type: "messageReaction",
    channelId: "msteams",
    from: { id: "u" },
    conversation: { id: "c" },
    reactionsAdded: [{ type: "like" }],
    replyToId: "1",
  },
  {
    type: "conversationUpdate",
    channelId: "msteams",
    from: { id: "u" },
    conversation: { id: "c" },
    membersAdded: [{ id: "u" }],
    recipient: { id: "b" },
  },
  { type: "typing", from: { id: "u" }, channelId: "webchat", conversation: { id: "c" } },
  { type: "installationUpdate", action: "add", channelId: "msteams", from: { id: "u" }, conversation: { id: "c" } },
];

/** What outside desks call us with. */
export const calls: readonly Record<string, unknown>[] = [
  {
    event: "message_created",
    id: 7,
    content: "hello",
    message_type: "outgoing",
    private: false,
    sender: { name: "Ana", type: "user" },
    conversation: { id: 1 },
    content_attributes: {},
  },
  { event: "conversation_resolved", id: 1, status: "resolved", meta: { assignee: { name: "Ana" } } },
  {
    type: "event",
    name: "handoff.status",
    id: "1",
    conversation: { id: "CASE1" },
    from: { name: "Hub" },
    value: { state: "accepted" },
  },
  { type: "message", id: "2", conversation: { id: "CASE1" }, from: { name: "Hub" }, text: "hello" },
];
/** What the desk's page sends. */
export const commandBodies: readonly Record<string, unknown>[] = [
  { text: "hello" },
  { to: "ben" },
  { resolution: "done", reason: "resolved" },
  { resolution: "done", reason: "solved" },
  { words: "Ida" },
  { id: "1", text: "x", key: "k" },
];
/** What pages and servers send to routes that take no activity. */
export const deskBodies: readonly Record<string, unknown>[] = [
  { token: "ana-token" },
  { state: "away" },
  { user: { id: "dl_1", name: "Ida" }, trustedOrigins: ["https://www.example.com"] },
];
