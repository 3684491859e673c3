// How a page uses the widget: it loads by itself, before or after this script.
if (window.MusicSupport) useChat();
else document.addEventListener("music-support:ready", useChat, { once: true });

function useChat() {
  const chat = window.MusicSupport;
  const list = document.getElementById("events");
  for (const event of ["ready", "open", "close", "unread", "message"])
    chat.on(event, (value) => {
      const item = document.createElement("li");
      item.textContent = value === undefined ? event : `${event} ${JSON.stringify(value)}`;
      list.append(item);
    });
  chat.on("unread", (count) => (document.getElementById("count").textContent = String(count)));
  const help = document.getElementById("help");
  help.disabled = false;
  help.addEventListener("click", () => chat.open());
}
