"use strict";
// What the theme leaves out for those who hear a page or use no mouse.
document.querySelector(".md-search")?.setAttribute("aria-label", "Search");
for (const code of document.querySelectorAll(".md-typeset pre > code")) {
  const reach = () => { if (code.getAttribute("tabindex") !== "0") code.setAttribute("tabindex", "0"); };
  new MutationObserver(reach).observe(code, { attributes: true, attributeFilter: ["tabindex"] });
  reach();
}
// A wide table scrolls on a narrow page, also by keys. The theme wraps it after this.
new MutationObserver(() => {
  for (const wrap of document.querySelectorAll(".md-typeset__scrollwrap:not([tabindex])")) wrap.tabIndex = 0;
}).observe(document.body, { childList: true, subtree: true });

// A pasted error: the same rules as `nox -s explain -- "words"`.
const plain = (text) => text.replace(/[\u201c\u201d]/g, '"').replace(/[\u2018\u2019]/g, "'").toLowerCase().split(/\s+/).join(" ").trim();
const rows = MESSAGES.map((row) => ({ ...row, words: row.words.map(plain), tests: row.tests.map((each) => new RegExp(each)) }));
const bar = /^\s*(\| ?|\+[-+ \d]*\+?-*$)/; // the frame that Python draws around the errors of a group
const telling = (text) => {
  const lines = text.split("\n").map((line) => line.replace(bar, "")).filter((line) => line.trim());
  const trace = lines.some((line) => line.trimStart().startsWith("Traceback (most recent call last)"));
  return lines.filter((line) => !trace || !line.startsWith("  ")).map(plain);
};
const shown = (text) => {
  const lines = telling(text);
  const said = rows.filter((row) => lines.some((line) => row.tests.some((test) => test.test(line))));
  const fits = rows.filter((row) => row.pattern && lines.some((line) => new RegExp(row.pattern, "i").test(line)));
  return [...new Set([...said, ...fits])];
};

// The search of the theme: who pastes an error there looks for the section of its message, by the words of its heading.
let pasted = "";
document.querySelector(".md-search__input")?.addEventListener("paste", (event) => { pasted = event.clipboardData.getData("text"); });
const post = Worker.prototype.postMessage;
Worker.prototype.postMessage = function (message, ...rest) {
  if (message?.type === 2) {
    const whole = plain(pasted) === plain(message.data) ? pasted : message.data;
    const [row] = message.data.length > 3 ? shown(whole) : [];
    const words = row?.title.match(/[\p{L}\p{N}_]+/gu); // long ones are required; the index leaves out common short ones
    if (words) message = { ...message, data: words.map((word) => `${word.length > 7 ? "+" : ""}title:${word}`).join(" ") };
  }
  return post.call(this, message, ...rest);
};

const heading = location.pathname.endsWith("symptoms.html") && document.querySelector("h1");
if (heading) {
  const place = document.createElement("div");
  place.id = "messages";
  const nearest = (text) => {
    const words = [...new Set(plain(text).match(/[\p{L}\p{N}_]{3,}/gu))];
    const shared = (row) => words.filter((word) => row.words.some((each) => each.includes(word))).length;
    return rows.map((row) => [shared(row), row]).filter(([count]) => count).sort(([one], [other]) => other - one).slice(0, 3);
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
    const piece = plain(field.value);
    const parts = rows.filter((row) => piece.length > 2 && row.words.some((words) => words.includes(piece)));
    const known = [...new Set([...shown(field.value), ...parts])];
    const found = known.length ? known : nearest(field.value).map(([, row]) => row);
    results.replaceChildren(...found.slice(0, 8).map((row) => {
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
    if (field.value.trim() && !known.length) {
      results.prepend("No message with these words is known.", found.length ? " The nearest:" : " Type less of it.");
    }
  };
  field.addEventListener("input", show);
  place.append(label, results);
  heading.after(place);
}
