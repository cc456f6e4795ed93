"use strict";
// What the page does beyond htmx: keep the newest words in sight, keep what the reader opened and typed,
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

  // What the reader opened or typed goes along into the new piece.
  const carryOver = (target, fresh) => {
    const twin = (old) => fresh.querySelector(`#${CSS.escape(old.id)}`);
    for (const open of target.querySelectorAll("details[id][open]")) {
      if (twin(open)) twin(open).open = true;
    }
    for (const field of target.querySelectorAll("input[id], textarea[id]")) {
      if (field.value !== field.defaultValue && twin(field)) twin(field).value = field.value;
    }
  };

  // A push waits while a field in its place has the focus: a swap would end a half-typed word, or shut a calendar.
  const FIELDS = "input:not([type=hidden]), textarea";
  const CLICK_MS = 800; // a button that is being pressed must still be there when it is let go
  const waiting = new Map();
  let isPush = false;
  const isTyping = (target) => target.contains(document.activeElement) && document.activeElement.matches(FIELDS);
  const catchUp = () => {
    for (const [target, piece] of waiting) {
      if (isTyping(target)) continue;
      waiting.delete(target);
      carryOver(target, piece);
      target.replaceChildren(...piece.childNodes);
      htmx.process(target);
    }
  };
  document.addEventListener("htmx:wsBeforeMessage", () => {
    isPush = true;
  });
  document.addEventListener("htmx:wsAfterMessage", () => {
    isPush = false;
  });
  document.addEventListener("focusout", () => {
    if (waiting.size) setTimeout(catchUp, CLICK_MS);
  });

  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { target, fragment } = event.detail;
    waiting.delete(target);
    if (isPush && isTyping(target)) {
      waiting.set(target, fragment);
      event.detail.shouldSwap = false;
      return;
    }
    carryOver(target, fragment);
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

  // On a desk a post can be dragged to another day; the server says whether it may stand there.
  if (window.matchMedia("(pointer: fine)").matches) {
    let dragged = null;
    const mark = (lane) => {
      for (const each of document.querySelectorAll(".is-dropping")) each.classList.remove("is-dropping");
      if (lane) lane.classList.add("is-dropping");
    };
    document.addEventListener("pointerover", (event) => {
      const handle = event.target.closest("[data-post] > .handle");
      if (handle) handle.draggable = true;
    });
    document.addEventListener("dragstart", (event) => {
      const handle = event.target.closest?.(".handle");
      dragged = handle ? handle.parentElement : null;
      if (!dragged) return;
      event.dataTransfer.setData("text/plain", dragged.dataset.post);
      event.dataTransfer.setDragImage(dragged, 0, 0);
    });
    document.addEventListener("dragover", (event) => {
      const lane = dragged && event.target.closest("[data-day]");
      mark(lane);
      if (lane) event.preventDefault();
    });
    document.addEventListener("drop", (event) => {
      const lane = dragged && event.target.closest("[data-day]");
      const form = lane && dragged.querySelector('form[action$="/move"]');
      if (!form) return;
      event.preventDefault();
      form.elements.day.value = lane.dataset.day;
      form.requestSubmit();
      form.reset();
    });
    document.addEventListener("dragend", () => {
      dragged = null;
      mark(null);
    });
  }
  scrollDown();
  showPlayed();
})();
