// What a page gains from a script: details on hover and focus, keys, sorting. Everything reads without it.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("scripted");
  const tip = () => document.getElementById("tip");

  // details of a mark
  let shown = null;
  const show = (mark) => {
    const box = tip();
    if (!box || mark === shown) return;
    shown = mark;
    box.textContent = mark.dataset.tip;
    box.hidden = false;
    const at = mark.getBoundingClientRect(), own = box.getBoundingClientRect();
    const left = Math.min(Math.max(8, at.left + at.width / 2 - own.width / 2), innerWidth - own.width - 8);
    const above = at.top - own.height - 8;
    box.style.left = `${left}px`;
    box.style.top = `${above > 8 ? above : Math.min(at.bottom + 8, innerHeight - own.height - 8)}px`;
  };
  const hide = () => { shown = null; const box = tip(); if (box) box.hidden = true; };
  const marked = (event) => event.target instanceof Element ? event.target.closest("[data-tip]") : null;
  document.addEventListener("pointerover", (event) => { const mark = marked(event); mark ? show(mark) : hide(); });
  document.addEventListener("focusin", (event) => { const mark = marked(event); mark ? show(mark) : hide(); });
  document.addEventListener("focusout", hide);
  addEventListener("scroll", hide, { passive: true });

  // menus close when one looks elsewhere
  const close = (but) => document.querySelectorAll("details.menu[open]").forEach((menu) => { if (menu !== but) menu.open = false; });
  document.addEventListener("click", (event) => { close(event.target.closest?.("details.menu")); if (!event.target.closest?.(".search")) forget(); });
  const forget = () => { const found = document.getElementById("found"); if (found) found.replaceChildren(); };

  // keys: / searches, g then a letter goes to a page, arrows move in lists, Escape closes
  let going = 0;
  const typing = (target) => target instanceof Element && target.closest("input:not([type=checkbox]):not([type=radio]), textarea, [contenteditable]");
  const move = (list, step) => {
    const place = list.indexOf(document.activeElement);
    list[Math.min(Math.max(place + step, 0), list.length - 1)]?.focus();
  };
  document.addEventListener("keydown", (event) => {
    const target = event.target;
    if (event.key === "Escape") {
      hide();
      sheet(false);
      const open = document.querySelector("details.menu[open]");
      if (open) { open.open = false; open.querySelector("summary").focus(); }
      forget();
      return;
    }
    const panel = target.closest?.("details.menu[open], .search, .heat");
    if (panel && (event.key === "ArrowDown" || event.key === "ArrowUp") && !target.matches("[type=radio], [type=date]")) {
      const list = [...panel.querySelectorAll("input:not([type=date]), summary, .hits a, .panel a, .panel button, td a")];
      const step = panel.matches(".heat") ? panel.querySelectorAll("thead th").length : 1;
      event.preventDefault();
      move(list, event.key === "ArrowDown" ? step : -step);
      return;
    }
    if (target.closest?.(".heat") && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
      event.preventDefault();
      move([...target.closest(".heat").querySelectorAll("td a")], event.key === "ArrowRight" ? 1 : -1);
      return;
    }
    if (typing(target) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") {
      const search = document.getElementById("search");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    } else if (event.key === "g") {
      going = Date.now();
    } else if (Date.now() - going < 1200) {
      going = 0;
      document.querySelector(`#navigation [data-key="${CSS.escape(event.key)}"]`)?.click();
    }
  });

  // light and dark, at once and kept
  document.addEventListener("submit", (event) => {
    const here = event.target.querySelector("[data-here]");
    if (here) here.value = location.pathname + location.search;
    const form = event.target.closest("[data-theme-form]");
    if (!form) return;
    event.preventDefault();
    const now = getComputedStyle(root).colorScheme;
    const dark = now === "dark" || (now !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
    const next = dark ? "light" : "dark";
    root.dataset.theme = next;
    document.cookie = `cadran_theme=${next};path=/;max-age=31536000;samesite=lax${location.protocol === "https:" ? ";secure" : ""}`;
  });

  // tables sort by a press on their heads
  const value = (row, place) => {
    const cell = row.children[place], text = cell.dataset.sort ?? cell.textContent.trim();
    const number = parseFloat(text.replace(/[\s\u202f\u00a0]/g, "").replace("\u2212", "-").replace(",", root.lang === "fr" ? "." : ""));
    return /^[+\u2212-]?[\d\s\u202f\u00a0.,]+/.test(text) && !Number.isNaN(number) ? number : text.toLocaleLowerCase();
  };
  const sort = (head, down) => {
    const table = head.closest("table"), body = table.tBodies[0], place = head.cellIndex;
    const rows = [...body.rows].sort((a, b) => {
      const x = value(a, place), y = value(b, place);
      const order = typeof x === typeof y ? (x < y ? -1 : x > y ? 1 : 0) : typeof x === "number" ? -1 : 1;
      return typeof x === typeof y && down ? -order : order;
    });
    table.querySelectorAll("thead th").forEach((one) => one.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    body.append(...rows);
  };
  const dress = (within) => within.querySelectorAll("table[data-sortable] thead tr:last-child th").forEach((head) => {
    if (head.firstElementChild?.tagName === "BUTTON" || !head.textContent.trim()) return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") !== "descending";
      sort(head, down);
      keep(head, down);
    });
    head.append(button);
  });
  // the address keeps the order, a table a parameter: sort=campaign.-calls
  const columnOf = (head) => head.dataset.column ?? String(head.cellIndex);
  const orders = () => new URLSearchParams(location.search).getAll("sort");
  const keep = (head, down) => {
    const name = head.closest("table").dataset.sortable, address = new URL(location);
    const others = orders().filter((order) => !order.startsWith(`${name}.`));
    address.searchParams.delete("sort");
    [...others, `${name}.${down ? "-" : ""}${columnOf(head)}`].forEach((order) => address.searchParams.append("sort", order));
    history.replaceState(history.state, "", address);
  };
  const inOrder = (within) => orders().forEach((order) => {
    const [, name, minus, column] = /^(.*)\.(-?)([^.]*)$/.exec(order) ?? [];
    within.querySelectorAll("table[data-sortable] thead tr:last-child th").forEach((head) => {
      if (head.closest("table").dataset.sortable === name && columnOf(head) === column) sort(head, minus === "-");
    });
  });
  dress(document);
  inOrder(document);
  document.addEventListener("htmx:afterSettle", (event) => {
    const content = document.getElementById("content") ?? event.target;
    hide();
    dress(content);
    inOrder(content);
  });

  // on a telephone the filters are a sheet; what is here comes into view in menus that scroll
  const sheet = (open) => {
    const key = document.querySelector(".sheet-key");
    document.getElementById("filters")?.classList.toggle("open", open);
    key?.setAttribute("aria-expanded", open);
  };
  document.addEventListener("click", (event) => {
    const key = event.target.closest?.(".sheet-key");
    if (key || !event.target.closest?.("#filters")) sheet(Boolean(key) && key.getAttribute("aria-expanded") !== "true");
  });
  document.addEventListener("submit", (event) => { if (event.target.id === "filters") sheet(false); });
  const inView = () => document.querySelectorAll(".nav [aria-current], .tabs [aria-current]").forEach((tab) => {
    const row = tab.closest(".nav, .tabs");
    if (row.scrollWidth > row.clientWidth) row.scrollLeft += tab.getBoundingClientRect().left - row.getBoundingClientRect().left - (row.clientWidth - tab.offsetWidth) / 2;
  });
  inView();
  document.fonts.ready.then(inView); // letters that come later are of another width
  document.addEventListener("htmx:afterSettle", inView);

  // a list narrowed by the words of its rows
  document.addEventListener("input", (event) => {
    const list = document.getElementById(event.target.dataset?.narrows ?? "");
    if (!list) return;
    const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    const words = plain(event.target.value).split(/\s+/).filter(Boolean);
    let all = 0;
    list.querySelectorAll("details").forEach((group, place) => {
      let found = 0;
      group.querySelectorAll("tr[data-words]").forEach((row) => {
        const said = `${row.dataset.words} ${plain(row.textContent)}`;
        row.hidden = !words.every((word) => said.includes(word));
        found += !row.hidden;
      });
      group.hidden = !found;
      group.open = words.length ? found > 0 : place === 0;
      all += found;
    });
    document.querySelector("[data-narrowed]").textContent = words.length ? all : "";
  });

  // filters: a day chosen is a period of one's own; what is empty or unused stays out of the address
  document.addEventListener("change", (event) => {
    if (event.target.matches?.(".dates input")) event.target.closest("fieldset").querySelector("[type=radio][value=custom]").checked = true;
  }, true);
  document.addEventListener("htmx:configRequest", (event) => {
    const form = event.target, sent = event.detail.formData ?? event.detail.parameters;
    if (form.matches("form.filters")) orders().forEach((order) => sent.append?.("sort", order));
    if (form.id !== "filters") return;
    const value = (name) => sent.get ? sent.get(name) : sent[name];
    const unused = [...(value("period") !== "custom" ? ["from", "through"] : []),
      ...(value("compare") !== "custom" ? ["against", "against-through"] : []), ...(value("compare") ? [] : ["compare"])];
    for (const name of unused) sent.delete?.(name);
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status >= 400 && event.detail.xhr.status !== 404) { event.detail.shouldSwap = false; location.reload(); }
  });
})();
