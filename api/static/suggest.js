// Suggestions under the search field: a combobox with a list (WAI-ARIA APG, manual selection).
// The form works without it; nothing is sent anywhere but to /api/suggest of this site.
const WAIT = 120; // ms without a key before asking
const KEPT = 100; // answers remembered while the page is open

function combobox(input) {
  const form = input.form;
  const list = document.createElement("ul");
  const told = document.createElement("p");
  list.id = input.id + "-list";
  list.className = "suggested";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "建议");
  told.className = "skip";
  told.setAttribute("role", "status");
  form.append(list, told);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);

  const answers = new Map();
  let typed = input.value, active = -1, timer = 0, asking = null;

  function close() {
    clearTimeout(timer);
    if (asking) asking.abort();
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function point(at) {
    const options = list.children;
    if (active >= 0) options[active].setAttribute("aria-selected", "false");
    active = at;
    if (active < 0) return input.removeAttribute("aria-activedescendant");
    options[active].setAttribute("aria-selected", "true");
    options[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[active].id);
  }

  // What has a page of its own is opened; anything else is looked for, with the filters of the form.
  function choose(option) {
    if (option.dataset.opens) {
      close();
      return location.assign(option.dataset.opens);
    }
    input.value = typed = option.dataset.text;
    close();
    form.requestSubmit();
  }

  function show(suggestions) {
    close();
    told.textContent = suggestions.length ? `${suggestions.length}条建议，按上下键选择` : "";
    if (!suggestions.length) return;
    list.replaceChildren(...suggestions.map((one, place) => {
      const option = document.createElement("li");
      const text = document.createElement("span");
      const kind = document.createElement("span");
      option.id = `${list.id}-${place}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.text = text.textContent = one.text;
      if (one.id) option.dataset.opens = one.address;
      kind.textContent = one.label + (one.id ? "，打开" : "，检索");
      kind.className = "tag";
      option.append(text, kind);
      return option;
    }));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  }

  async function ask(words) {
    if (answers.has(words)) return show(answers.get(words));
    asking = new AbortController();
    try {
      const answer = await fetch("/api/suggest?q=" + encodeURIComponent(words), { signal: asking.signal });
      const found = answer.ok ? (await answer.json()).suggestions : [];
      if (answers.size >= KEPT) answers.clear();
      answers.set(words, found);
      if (words === typed && document.activeElement === input) show(found);
    } catch {
      // Away, or asked anew meanwhile: the field goes on without suggestions.
    }
  }

  input.addEventListener("input", () => {
    typed = input.value;
    clearTimeout(timer);
    if (asking) asking.abort();
    if (typed.trim()) timer = setTimeout(ask, WAIT, typed);
    else show([]);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // these keys are the input method's
    const count = list.children.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) return typed.trim() ? void ask(typed = input.value) : undefined;
      // One place more than options: the field itself.
      const step = event.key === "ArrowDown" ? 2 : count + 1;
      point((active + step) % (count + 1) - 1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      choose(list.children[active]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "Tab") close();
  });
  // The field keeps the focus while the list is pressed.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
  input.addEventListener("blur", close);
  form.addEventListener("submit", close);
}

for (const input of document.querySelectorAll(".find input[type=search]")) combobox(input);
