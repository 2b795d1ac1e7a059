"use strict";
// A film: the cursor moves through the drawing and through the source while simulated time goes on.
for (const film of document.querySelectorAll(".film[data-film]")) {
  const { seconds, scale, left, moments, stretches } = JSON.parse(film.dataset.film);
  const find = (name) => film.querySelector(name);
  const [play, back, on, slider, clock, happens, cursor, source] =
    [".play", ".back", ".on-by-one", "input", "output", ".happens", ".cursor", ".source"].map(find);
  const lines = new Map([...source.children].map((line) => [Number(line.dataset.line), line]));
  const whole = 8; // real seconds of the whole film
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let time = 0;
  let before = null; // the moment of the last frame; null: the film stands
  let timer = 0;

  const show = (moment) => {
    time = Math.min(Math.max(moment, 0), seconds);
    slider.value = String(time);
    clock.textContent = `${time.toFixed(2)} s`;
    slider.setAttribute("aria-valuetext", clock.textContent);
    cursor.setAttribute("transform", `translate(${left + time * scale} 0)`);
    const now = stretches.filter(([start, end]) => start <= time && (time < end || (end >= seconds && time >= seconds)));
    for (const line of lines.values()) line.classList.remove("at", "holds");
    happens.replaceChildren(...now.slice(0, 6).map(([, , , , words]) => {
      const row = document.createElement("li");
      row.textContent = words;
      return row;
    }));
    let first = null;
    for (const [, , kind, line] of now) {
      const row = lines.get(line);
      if (!row) continue;
      row.classList.add("at");
      if (kind === "blocked") row.classList.add("holds");
      if (!first || kind === "blocked") first = row;
    }
    if (first) source.scrollTop = first.offsetTop - source.offsetTop - source.clientHeight / 2;
  };
  const stop = () => {
    clearTimeout(timer);
    before = null;
    play.textContent = "Play";
  };
  const next = () => moments.find((moment) => moment > time + 1e-9) ?? seconds;
  const frame = (at) => {
    if (before === null) return;
    show(time + ((at - before) / 1000) * (seconds / whole));
    before = at;
    if (time >= seconds) stop();
    else requestAnimationFrame(frame);
  };
  const step = () => {
    show(next());
    if (time >= seconds) stop();
    else timer = setTimeout(step, 900);
  };
  play.addEventListener("click", () => {
    if (before !== null) return stop();
    if (time >= seconds) show(0);
    play.textContent = "Pause";
    before = performance.now();
    if (calm) step();
    else requestAnimationFrame(frame);
  });
  on.addEventListener("click", () => { stop(); show(next()); });
  back.addEventListener("click", () => { stop(); show(moments.findLast((moment) => moment < time - 1e-9) ?? 0); });
  slider.addEventListener("input", () => { stop(); show(Number(slider.value)); });
  film.querySelector(".controls").hidden = false;
  show(0);
}
