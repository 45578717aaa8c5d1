// The results page in place: a choice fetches the same page and puts its result list and facets
// where the old ones were. Without this script every choice is a page of its own.
const found = () => document.getElementById("found");
const OPEN = "open:";
let asking = null;

// What a reader has opened stays open, on this page and the next ones.
function remember(scope) {
  for (const details of scope.querySelectorAll("details[data-key]")) {
    const kept = OPEN + details.dataset.key;
    try { details.open = details.open || sessionStorage.getItem(kept) === "1"; } catch { return; }
    details.addEventListener("toggle", () => {
      try { details.open ? sessionStorage.setItem(kept, "1") : sessionStorage.removeItem(kept); } catch { /* not kept */ }
    });
  }
}

function ready(scope) {
  remember(scope);
  for (const line of scope.querySelectorAll(".keys")) {
    line.hidden = false;
    line.querySelector("[data-keys]").textContent = keys() ? "关掉快捷键" : "打开快捷键";
  }
}

function put(page, focused) {
  document.title = page.title;
  const fresh = page.getElementById("found");
  found().replaceWith(fresh);
  const form = document.querySelector("form.find");
  const other = page.querySelector("form.find");
  form.querySelectorAll("input[type=hidden]").forEach((input) => input.remove());
  form.append(...other.querySelectorAll("input[type=hidden]"));
  form.elements.q.value = other.elements.q.value;
  ready(fresh);
  document.getElementById("told").textContent = fresh.dataset.told;
  // The focus stays on what was chosen, if it is still there; else it goes to the results.
  const same = focused && fresh.querySelector(`a[data-key="${CSS.escape(focused)}"]`);
  if (same) same.focus({ preventScroll: true });
  else if (focused !== null) document.getElementById("results").focus({ preventScroll: true });
}

async function go(address, { push = true, focused = "", top = false } = {}) {
  if (asking) asking.abort();
  const mine = (asking = new AbortController());
  found().setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { signal: mine.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!answer.ok || !page.getElementById("found")) throw new Error("another page");
    if (push) history.pushState({ found: true }, "", address);
    put(page, focused);
    if (top) document.querySelector("form.find").scrollIntoView({ block: "start" });
  } catch (error) {
    if (error.name === "AbortError") return;
    location.assign(address);
  }
}

const here = (address) => address.origin === location.origin && address.pathname === "/search";

document.addEventListener("click", (event) => {
  const link = event.target.closest("#found a[href]");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  // A link of a drawing has its address in an object of its own.
  const address = new URL(link.getAttribute("href"), location.href);
  if (!here(address) || address.hash || (link.hash ?? "")) return;
  event.preventDefault();
  const key = link.dataset.key || "";
  go(address.href, { focused: key, top: key === "next" || key === "first" });
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  const address = new URL(form.action, location.href);
  if (event.defaultPrevented || form.method !== "get" || !here(address)) return;
  event.preventDefault();
  const asked = [...new FormData(form)].filter(([name, value]) => value !== "" || name === "q");
  address.search = new URLSearchParams(asked);
  go(address.href, { focused: form.matches(".find") ? null : "" });
});

addEventListener("popstate", () => {
  if (here(new URL(location.href))) go(location.href, { push: false, focused: null });
});

// Single keys can be switched off: they are in the way of who speaks to the machine (WCAG 2.1.4).
function keys() {
  try { return localStorage.getItem("keys") !== "off"; } catch { return true; }
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-keys]")) return;
  try { keys() ? localStorage.setItem("keys", "off") : localStorage.removeItem("keys"); } catch { return; }
  event.target.textContent = keys() ? "关掉快捷键" : "打开快捷键";
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !keys()) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  if (event.key === "/") {
    event.preventDefault();
    const field = document.querySelector("form.find input[type=search]");
    field.focus();
    field.select();
  } else if (event.key === "j" || event.key === "k") {
    const links = [...document.querySelectorAll("#results .hits h2 a")];
    const at = links.findIndex((link) => link.closest("li").contains(document.activeElement));
    const next = links[event.key === "j" ? at + 1 : Math.max(at, 1) - 1];
    if (next) next.focus();
  }
});

ready(document);
