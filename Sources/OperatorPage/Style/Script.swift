/// The page's only script: live frames and events. Everything else works without it.
package enum Script {
    /// JavaScript.
    package static let text = """
        "use strict";
        (() => {
          const notice = document.getElementById("notice");
          if (notice) notice.focus();

          const limit = 200;
          const el = (name, text, style) => {
            const node = document.createElement(name);
            if (text !== undefined) node.textContent = text;
            if (style) node.className = style;
            return node;
          };

          // <ul class="log" data-stream="URL" data-kind="messages|events"> shows the newest line first.
          for (const list of document.querySelectorAll("[data-stream]")) {
            const state = document.getElementById(list.dataset.state);
            const say = (text) => { if (state) state.textContent = text; };
            const pause = document.getElementById(list.dataset.pause);
            let held = false;
            if (pause) {
              pause.hidden = false;
              pause.addEventListener("click", () => {
                held = !held;
                pause.setAttribute("aria-pressed", String(held));
                pause.textContent = held ? "Continue" : "Pause";
              });
            }
            const line = (when, mark, words, text, style) => {
              if (held) return;
              const item = el("li", undefined, style);
              item.append(el("time", when));
              const arrow = el("span", mark);
              arrow.setAttribute("aria-label", words);
              item.append(arrow, el("code", text));
              list.prepend(item);
              while (list.children.length > limit) list.lastElementChild.remove();
            };
            const stream = new EventSource(list.dataset.stream);
            stream.onopen = () => say("live");
            stream.onerror = () => say(stream.readyState === EventSource.CLOSED ? "ended" : "reconnecting");
            stream.addEventListener("message", (event) => {
              const data = JSON.parse(event.data);
              const sent = data.direction === "sent";
              line(data.time.slice(11, 23), sent ? "\\u2192" : "\\u2190", sent ? "sent" : "received", data.frame,
                sent ? "sent" : "");
            });
            stream.addEventListener("event", (event) => {
              const data = JSON.parse(event.data);
              line(data.time.slice(11, 19), "\\u2022", data.kind, data.text, "");
            });
            stream.addEventListener("missed", (event) => {
              line("", "!", "missed", JSON.parse(event.data).text, "");
            });
          }
        })();

        """
}
