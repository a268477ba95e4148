/* The one script of every page: copying, finding, filtering, sorting, opening. Keys: / to the search, n and p to the next failing bundle and back. Without it nothing is missing but these. */
"use strict";
{
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const make = (tag, properties, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };
  const said = make("p", { className: "said", role: "status" });
  document.body.append(said);
  const say = (text) => { said.textContent = text; };
  const button = (text, action, name = text) => {
    const made = make("button", { type: "button", textContent: text, onclick: action });
    if (name !== text) made.setAttribute("aria-label", name);
    return made;
  };

  /* Copying */
  const select = (source) => {
    const range = document.createRange();
    range.selectNodeContents(source);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    return document.execCommand("copy");
  };
  const copy = async (source, name) => {
    let done = false;
    try {
      await navigator.clipboard.writeText(source.textContent);
      done = true;
    } catch {
      done = select(source);
    }
    say(done ? `Copied: ${name}.` : "The browser does not allow copying. The text is selected: use the keyboard.");
    return done;
  };
  const copier = (text, source, name) => {
    const made = button(text, async () => {
      if (source.closest("details:not([open])") && !navigator.clipboard) source.closest("details").open = true;
      if (!(await copy(source, name))) return;
      made.textContent = "Copied";
      setTimeout(() => { made.textContent = text; }, 2000);
    }, text === "Copy" ? `Copy ${name}` : text);
    return made;
  };
  for (const box of all("[data-copy]")) {
    const name = box.dataset.copy;
    box.append(copier("Copy", box.firstElementChild, name));
  }
  for (const link of all("a[data-copies]")) {
    const name = link.dataset.copies;
    link.replaceWith(copier(`Copy ${name}`, document.querySelector(`${link.hash} [data-copy], ${link.hash}[data-copy]`).firstElementChild, `the ${name}`));
  }

  /* Opening what a link leads to */
  const reveal = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (!target) return;
    for (let one = target.closest("details"); one; one = one.parentElement.closest("details")) one.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  reveal();

  /* Each heading is an address; the contents show where the reader is */
  const heads = all("main > section[id] > h2");
  for (const head of heads) head.append(make("a", { className: "anchor", href: `#${head.parentElement.id}` }, ...head.childNodes));
  const places = new Map(all(".contents a").map((link) => [document.getElementById(link.hash.slice(1)), link]));
  const seen = new Set();
  const watcher = new IntersectionObserver((changes) => {
    for (const { target, isIntersecting } of changes) seen[isIntersecting ? "add" : "delete"](target);
    const here = [...places.keys()].find((place) => seen.has(place));
    for (const [place, link] of places) link.ariaCurrent = place !== null && place === here ? "true" : null;
  }, { rootMargin: "0px 0px -60% 0px" });
  for (const place of places.keys()) if (place) watcher.observe(place);

  /* Finding in a page about one bundle: what holds the words is opened, the browser's own search does the same */
  const typing = (press) => press.target.matches("input") || press.ctrlKey || press.metaKey || press.altKey;
  const focusing = (field) => addEventListener("keydown", (press) => {
    if (press.key !== "/" || typing(press)) return;
    press.preventDefault();
    field.focus();
  });
  const finder = (contents) => {
    const field = make("input", { type: "search", autocomplete: "off", spellcheck: false });
    const opened = new Set();
    let at = -1;
    const find = (step) => {
      const words = field.value.toLowerCase().trim();
      for (const one of opened) one.open = false;
      opened.clear();
      const holds = words ? all("main h2, main h3, main p, main li, main dd, main td, main th, main pre, main summary").filter((one) => !one.querySelector("p, li, dd, pre, td") && one.textContent.toLowerCase().includes(words)) : [];
      at = holds.length ? (at + step + holds.length) % holds.length : -1;
      say(words ? `${at + 1} of ${holds.length} places` : "");
      count.textContent = words ? `${at + 1} of ${holds.length}` : "";
      for (let one = holds[at]?.closest("details:not([open])"); one; one = one.parentElement.closest("details:not([open])")) opened.add(one);
      for (const one of opened) one.open = true;
      for (const one of all(".found")) one.classList.remove("found");
      holds[at]?.classList.add("found");
      holds[at]?.scrollIntoView({ block: "center" });
    };
    const count = make("span", { className: "small", ariaHidden: "true" });
    field.oninput = () => { at = -1; find(1); };
    field.onkeydown = (press) => { if (press.key === "Enter") find(press.shiftKey ? -1 : 1); };
    contents.append(make("label", {}, "Find in this page ", field), count);
    focusing(field);
  };
  if (!document.querySelector("table[data-filter]")) all(".contents").forEach(finder);

  /* Filtering: texts are read once, when there is time for it, and only what changes is touched; `chosen` says which rows may be shown at all */
  const filter = (place, name, rows, changed, chosen = () => true) => {
    let texts = null;
    const read = () => (texts ??= rows.map((row) => row.textContent.toLowerCase()));
    setTimeout(read, 500);
    const field = make("input", { type: "search", autocomplete: "off", spellcheck: false });
    const count = make("span", { className: "small" });
    const show = () => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      let left = 0;
      read();
      rows.forEach((row, index) => {
        const hide = !chosen(index) || !words.every((word) => texts[index].includes(word));
        if (row.hidden !== hide) row.hidden = hide;
        left += !hide;
      });
      count.textContent = left < rows.length || words.length ? `${left} of ${rows.length}` : "";
      say(left < rows.length || words.length ? `${left} of ${rows.length} shown` : "");
      changed(words.length > 0, words.join(" "));
    };
    field.oninput = show;
    place.append(make("label", {}, `${name} `, field), count);
    return { field, show };
  };

  /* Sorting: numbers as numbers, all else as text; what is empty comes last */
  const value = (row, index) => row.cells[index].textContent.trim();
  const order = (index, down) => (a, b) => {
    const [x, y] = [a.values[index], b.values[index]];
    if (!x || !y) return !x - !y;
    const [m, n] = [x, y].map((one) => Number(one.replaceAll(",", "")));
    return (Number.isNaN(m - n) ? collator.compare(x, y) : m - n) * (down ? -1 : 1);
  };
  const collator = new Intl.Collator("en", { numeric: true });
  const sortable = (table) => {
    const heads = all("thead th", table);
    const bodies = [...table.tBodies];
    const sizes = bodies.map((body) => body.rows.length);
    let rows = null;
    heads.forEach((head, index) => {
      const text = head.textContent;
      head.replaceChildren(button(text, () => {
        const down = head.ariaSort === "ascending";
        rows ??= all("tbody tr", table).map((row) => ({ row, values: heads.map((_, at) => value(row, at)) }));
        rows.sort(order(index, down));
        for (const other of heads) other.removeAttribute("aria-sort");
        head.ariaSort = down ? "descending" : "ascending";
        let next = 0;
        bodies.forEach((body, at) => {
          const part = document.createDocumentFragment();
          for (const end = next + sizes[at]; next < end; next += 1) part.append(rows[next].row);
          body.append(part);
        });
        say(`Sorted by ${text}, ${head.ariaSort}.`);
      }));
    });
  };
  /* What the address says of the table of bundles: #cause=…&status=…&q=…; chips and counts are links to it */
  const asked = () => new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : "");
  const address = (changes) => {
    const made = asked();
    for (const [key, value] of Object.entries(changes)) if (value) made.set(key, value); else made.delete(key);
    return `#${made.size ? made : "bundles"}`;
  };
  const bundles = (table, rows, tools) => {
    const keys = ["cause", "status"];
    const facts = rows.map((row) => ({ cause: ` ${row.dataset.causes} `, status: ` ${row.dataset.status} ` }));
    const has = (fact, key, value) => fact[key].includes(` ${value} `);
    let later;
    const chips = make("ul", { className: "filters" });
    const { field, show } = filter(tools, table.dataset.filter, rows, (_, words) => {
      table.classList.toggle("chosen", rows.some((row) => row.hidden));
      clearTimeout(later); // once the keys rest: an address is slow to change
      later = setTimeout(() => {
        if ((asked().get("q") ?? "") !== words) try { history.replaceState(null, "", address({ q: words })); } catch { /* stays */ }
      }, 250);
    }, (index) => keys.every((key) => !wanted[key] || has(facts[index], key, wanted[key])));
    let wanted = {};
    const marks = all("[data-show]").map((mark) => {
      const [key, value] = mark.dataset.show.split("=");
      const text = key === "cause" ? mark.textContent.trim() : mark.parentElement.querySelector("dt").textContent;
      mark.replaceChildren(make("a", { href: address({ [key]: value }) }, ...mark.childNodes));
      const count = facts.filter((fact) => has(fact, key, value)).length;
      const chip = make("a", { textContent: `${text} ${count}` });
      chips.append(make("li", {}, chip));
      return { key, value, chip };
    });
    const every = make("a", { href: "#bundles", textContent: `All ${rows.length}` });
    chips.prepend(make("li", {}, every));
    const apply = () => {
      wanted = Object.fromEntries(keys.map((key) => [key, asked().get(key)]));
      for (const { key, value, chip } of marks) {
        const on = wanted[key] === value;
        chip.href = address({ [key]: on ? "" : value });
        chip.ariaCurrent = on ? "true" : null;
      }
      every.ariaCurrent = wanted.cause || wanted.status ? null : "true";
      field.value = asked().get("q") ?? "";
      if (wanted.cause || wanted.status || field.value || rows.some((row) => row.hidden)) show();
      if (location.hash.includes("=")) document.getElementById("bundles").scrollIntoView();
    };
    tools.append(button("CSV of these rows", () => csv(table, rows)), chips);
    addEventListener("hashchange", apply);
    apply();
    focusing(field);
    addEventListener("keydown", (press) => {
      const step = { n: 1, p: -1 }[press.key];
      if (!step || typing(press)) return;
      const failing = all("tbody tr", table).filter((row) => !row.hidden && row.dataset.causes);
      const at = failing.indexOf(document.activeElement.closest?.("tr"));
      failing.at(at < 0 ? (step > 0 ? 0 : -1) : (at + step) % failing.length)?.querySelector("th a").focus();
    });
  };

  /* The rows that are shown, as a file; what a spreadsheet would run is text */
  const csv = (table, rows) => {
    const safe = (text) => `"${(/^[\s'=+\-@\uff1d\uff0b\uff0d\uff20]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text).replaceAll('"', '""')}"`;
    const line = (cells) => cells.map((cell) => safe(cell.textContent.trim().replace(/\s+/g, " "))).join(",");
    const order = all("tbody tr", table).filter((row) => !row.hidden);
    const text = `\ufeff${[...table.tHead.rows, ...order].map((row) => line([...row.cells])).join("\r\n")}\r\n`;
    const link = make("a", { href: URL.createObjectURL(new Blob([text], { type: "text/csv" })), download: "bundles.csv" });
    link.click();
    URL.revokeObjectURL(link.href);
    say(`${order.length} rows of ${rows.length} as CSV.`);
  };

  for (const table of all("table.sortable")) {
    const rows = all("tbody tr", table);
    if (rows.length < 2) continue;
    sortable(table);
    if (!table.dataset.filter) continue;
    const tools = make("div", { className: "tools" });
    table.before(tools);
    bundles(table, rows, tools);
  }

  /* All evidence: filter the records, open and close the groups */
  for (const section of all("[data-groups]")) {
    const groups = all("details.group", section);
    const tools = make("div", { className: "tools" });
    const open = (wanted) => () => { for (const group of groups) group.open = wanted; };
    groups[0].before(tools);
    filter(tools, section.dataset.groups, all(".group .record", section), (filtered) => {
      for (const group of groups) {
        group.hidden = filtered && !group.querySelector(".record:not([hidden])");
        if (filtered && !group.hidden) group.open = true;
      }
    });
    tools.append(button("Open all", open(true)), button("Close all", open(false)));
  }
}
