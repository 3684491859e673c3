import restify from "restify";

/**
 * restify and nothing else: reads the JSON and answers with it. What any bot on restify pays before it does anything.
 */
const server = restify.createServer();
server.use(restify.plugins.bodyParser());
server.post("/api/messages", async (req, res) => {
  res.send(200, { id: (req.body as { id?: string }).id });
});
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address();
  process.stdout.write(`listening on http://127.0.0.1:${port}\n`);
});
