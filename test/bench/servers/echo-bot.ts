import {
  ActivityHandler,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  MessageFactory,
  type TurnContext,
} from "botbuilder";
import restify from "restify";

/**
 * The SDK's echo bot as its documentation writes it (samples/javascript_nodejs/02.echo-bot), but for the port and its
 * log lines.
 */
class EchoBot extends ActivityHandler {
  constructor() {
    super();
    this.onMessage(async (context, next) => {
      const replyText = `Echo: ${context.activity.text}`;
      await context.sendActivity(MessageFactory.text(replyText, replyText));
      await next();
    });
    this.onMembersAdded(async (context, next) => {
      const welcomeText = "Hello and welcome!";
      for (const member of context.activity.membersAdded ?? []) {
        if (member.id !== context.activity.recipient.id)
          await context.sendActivity(MessageFactory.text(welcomeText, welcomeText));
      }
      await next();
    });
  }
}

const server = restify.createServer();
server.use(restify.plugins.bodyParser());
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address();
  process.stdout.write(`listening on http://127.0.0.1:${port}\n`);
});

const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}));
adapter.onTurnError = async (_context: TurnContext, error: Error) => {
  process.stderr.write(`[onTurnError] unhandled error: ${error.message}\n`);
};
const bot = new EchoBot();
server.post("/api/messages", async (req, res) => {
  // restify's types leave `undefined` out where Node's have it.
  await adapter.process(req as never, res, (context) => bot.run(context));
});
