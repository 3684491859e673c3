// Waits until the service at the URL is ready, then says one thing over Direct Line and prints what is answered. Plain
// JavaScript for Node 20, as it runs where nothing else is installed. Exits 1 when no answer comes in time.
const base = process.argv.at(-1);
const mostMs = 120_000;
const end = Date.now() + mostMs;
const line = `${base}/v3/directline`;

async function until(what, attempt) {
  while (Date.now() < end) {
    const found = await attempt().catch(() => undefined);
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`${what}: not within ${mostMs / 1000} s`);
}

async function call(url, options) {
  const response = await fetch(url, options);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.json();
}

try {
  await until("/readyz answers 200", async () => (await fetch(`${base}/readyz`)).status === 200);
  const { token } = await call(`${line}/tokens/generate`, { method: "POST" });
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const { conversationId } = await call(`${line}/conversations`, { method: "POST", headers });
  const activities = `${line}/conversations/${conversationId}/activities`;
  const said = "Spotify says error 502";
  const body = JSON.stringify({ type: "message", from: { id: "me" }, text: said });
  const { id } = await call(activities, { method: "POST", headers, body });
  const answer = await until("an answer", async () => {
    const all = (await call(activities, { headers })).activities;
    return all.slice(all.findIndex((one) => one.id === id) + 1).find((one) => one.from.role === "bot" && one.text);
  });
  console.log(`"${said}" was answered: ${answer.text.split("\n")[0]}`);
} catch (error) {
  console.error(`No answer: ${error.message}`);
  process.exitCode = 1;
}
