"use strict";
// What the page does beyond htmx: keep the newest words in sight, keep what the reader opened open,
// clear the line that was sent, and come back at once when the phone wakes up.
(() => {
  const AWAY_MS = 15000;
  const OFFLINE = "没有连上服务器，请检查网络后再试。";
  const find = (id) => document.getElementById(id);
  let socket = null;
  let wrapper = null;
  let hiddenAt = 0;

  const scrollDown = () => {
    const talk = find("talk");
    if (talk) talk.scrollTop = talk.scrollHeight;
  };

  const showPlayed = () => {
    const people = find("people");
    const played = people.querySelector("[aria-current]");
    if (played) people.scrollTop = played.offsetTop - people.clientHeight / 2;
  };

  const announce = () => {
    const ours = document.querySelectorAll("#bubbles .ours .words");
    const newest = ours.length ? ours[ours.length - 1].textContent : "";
    if (find("heard").textContent !== newest) find("heard").textContent = newest;
  };

  const tell = (isLinked) => {
    const link = find("link");
    link.textContent = isLinked ? "实时更新中" : "连接断了，正在重连…";
    link.classList.toggle("off", !isLinked);
  };

  document.addEventListener("htmx:wsConnecting", () => {
    if (!socket) find("link").textContent = "正在连接…";
  });
  document.addEventListener("htmx:wsOpen", (event) => {
    socket = event.detail.event.target;
    wrapper = event.detail.socketWrapper;
    tell(true);
    if (find("notice").textContent === OFFLINE) find("notice").textContent = "";
  });
  document.addEventListener("htmx:wsClose", (event) => {
    const closed = event.detail.event.target;
    wrapper = event.detail.socketWrapper;
    if (!socket || closed === socket) tell(false);
  });

  const comeBack = (wasAway) => {
    if (wrapper && (wasAway || !socket || socket.readyState !== WebSocket.OPEN)) wrapper.reconnect();
  };
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) hiddenAt = Date.now();
    else comeBack(Date.now() - hiddenAt > AWAY_MS);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) comeBack(true);
  });

  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { target, fragment } = event.detail;
    for (const open of target.querySelectorAll("details[id][open]")) {
      const fresh = fragment.querySelector(`#${CSS.escape(open.id)}`);
      if (fresh) fresh.open = true;
    }
    if (target.innerHTML === fragment.innerHTML) event.detail.shouldSwap = false;
  });
  document.addEventListener("htmx:oobAfterSwap", (event) => {
    if (event.detail.target.id !== "bubbles") return;
    scrollDown();
    announce();
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target;
    const pressed = event.detail.requestConfig.triggeringEvent?.submitter;
    // A button that was disabled meanwhile has lost the focus.
    if (pressed && document.activeElement === document.body) pressed.focus();
    if (!event.detail.successful || !form.matches("[data-once]")) return;
    form.reset();
    form.querySelector("input:not([type=hidden])").focus();
  });
  document.addEventListener("htmx:sendError", () => {
    find("notice").textContent = OFFLINE;
  });

  document.addEventListener("change", (event) => {
    const form = event.target.closest("[data-switch]");
    if (form) form.requestSubmit();
  });
  scrollDown();
  showPlayed();
})();
