"use strict";
// What the theme leaves out for those who hear a page or use no mouse.
document.querySelector(".md-search")?.setAttribute("aria-label", "Search");
for (const code of document.querySelectorAll(".md-typeset pre > code")) {
  const reach = () => { if (code.getAttribute("tabindex") !== "0") code.setAttribute("tabindex", "0"); };
  new MutationObserver(reach).observe(code, { attributes: true, attributeFilter: ["tabindex"] });
  reach();
}

// The field for a pasted error: the same rules as `nox -s explain -- "words"`.
const place = document.getElementById("messages");
if (place) {
  const plain = (text) => text.toLowerCase().replace(/[`'"\u201c\u201d\u2018\u2019]/g, "").replace(/\s+/g, " ").trim();
  const rows = JSON.parse(place.dataset.rows).map((row) => ({ ...row, plain: row.words.map(plain) }));
  const shows = (words, text) => {
    let from = 0;
    for (const piece of words.split("…").map((each) => each.trim()).filter(Boolean)) {
      const found = text.indexOf(piece, from);
      if (found < 0) return false;
      from = found + piece.length;
    }
    return true;
  };
  const score = (row, text) => {
    if (row.plain.some((words) => words.length > 5 && shows(words, text))) return 3;
    if (text.length > 3 && row.plain.some((words) => words.includes(text))) return 2;
    const words = text.split(" ").filter((word) => word.length > 2);
    const all = row.plain.join(" ");
    return words.length && words.every((word) => all.includes(word)) ? 1 : 0;
  };
  const label = document.createElement("label");
  label.textContent = "Paste your error message or a whole traceback:";
  const field = document.createElement("textarea");
  field.spellcheck = false;
  label.append(field);
  const results = document.createElement("div");
  results.setAttribute("role", "status");
  const base = new URL(".", location.href);
  const show = () => {
    const text = plain(field.value);
    const found = text ? rows.map((row) => [score(row, text), row]).filter(([points]) => points) : [];
    found.sort(([one], [other]) => other - one);
    results.replaceChildren(...found.slice(0, 8).map(([, row]) => {
      const part = document.createElement("p");
      const title = document.createElement("strong");
      title.textContent = row.title;
      part.append(title, ` ${row.say} `);
      for (const [address, name] of row.links) {
        const link = document.createElement("a");
        link.href = new URL(address, base).href;
        link.textContent = name;
        part.append(link, " ");
      }
      return part;
    }));
    if (text && !found.length) results.textContent = "No message with these words is known. Type less of it.";
  };
  field.addEventListener("input", show);
  place.append(label, results);
  place.hidden = false;
  document.querySelector("h1")?.after(place);
}
