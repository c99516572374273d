/* Chapters and transcript: what is said now is marked, the transcript's lines are one stop of the Tab key, and on a
   narrow screen the two are tabs. */

const NARROW = matchMedia("(width < 62rem)"); // as learn.css
const CALM = matchMedia("(prefers-reduced-motion: reduce)");
const STEPS = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };

/** `goTo` plays from a second. */
export function followSpeech(video, goTo) {
  document.querySelectorAll("[data-lines]").forEach((box) => follow(video, box, goTo));
  const bar = document.querySelector("[data-tabs]");
  if (bar) makeTabs(bar);
}

function follow(video, box, goTo) {
  const lines = [...box.querySelectorAll("[data-second]")];
  const starts = lines.map((line) => Number(line.dataset.second));
  const oneStop = box.dataset.lines === "one-stop";
  let now = null;
  for (const line of lines) line.href = `#t=${Math.floor(line.dataset.second)}`;

  function setStop(line) {
    if (oneStop) for (const each of lines) each.tabIndex = each === line ? 0 : -1;
  }

  function mark() {
    const line = lines[starts.findLastIndex((start) => start <= video.currentTime + 0.01)];
    if (!line || line === now) return;
    // Whoever has moved away from what was said before reads on in peace.
    const mayScroll = !now || isInSight(now, box);
    now?.removeAttribute("aria-current");
    line.setAttribute("aria-current", "true");
    now = line;
    if (box.contains(document.activeElement)) return;
    setStop(line);
    if (mayScroll && !CALM.matches) box.scrollTo({ top: line.offsetTop - box.clientHeight / 3, behavior: "smooth" });
  }

  for (const name of ["timeupdate", "seeked"]) video.addEventListener(name, mark);
  box.addEventListener("click", (event) => {
    const line = event.target.closest("[data-second]");
    if (!line) return;
    event.preventDefault();
    goTo(Number(line.dataset.second));
    video.focus();
  });
  if (!oneStop || !lines.length) return;
  for (const name of ["tabindex", "role", "aria-labelledby"]) box.removeAttribute(name); // a stop while no line is one
  setStop(lines[0]);
  box.addEventListener("focusin", (event) => { if (lines.includes(event.target)) setStop(event.target); });
  box.addEventListener("keydown", (event) => {
    if (!(event.key in STEPS) || !lines.includes(event.target)) return;
    event.preventDefault();
    const next = lines.indexOf(event.target) + STEPS[event.key];
    lines[Math.min(Math.max(next, 0), lines.length - 1)].focus();
  });
}

function isInSight(line, box) {
  return line.offsetTop + line.offsetHeight > box.scrollTop && line.offsetTop < box.scrollTop + box.clientHeight;
}

/** Links to parts of the page become tabs while the screen is narrow. */
function makeTabs(bar) {
  const tabs = [...bar.querySelectorAll("a")];
  const panels = tabs.map((tab) => document.getElementById(tab.hash.slice(1)));
  let chosen = 0;

  function draw() {
    const narrow = NARROW.matches;
    put(bar, { role: narrow && "tablist", "aria-label": narrow && bar.dataset.tabs });
    tabs.forEach((tab, at) => {
      tab.id = `tab-${panels[at].id}`;
      put(tab, { role: narrow && "tab", "aria-controls": narrow && panels[at].id, "aria-selected": narrow && String(at === chosen) });
      tab.tabIndex = narrow && at !== chosen ? -1 : 0;
      put(panels[at], { role: narrow && "tabpanel" });
      panels[at].hidden = narrow && at !== chosen;
    });
  }

  function choose(at) {
    chosen = (at + tabs.length) % tabs.length;
    draw();
    tabs[chosen].focus({ preventScroll: true });
  }

  bar.addEventListener("click", (event) => {
    const at = tabs.indexOf(event.target);
    if (at < 0) return;
    event.preventDefault();
    choose(at);
  });
  bar.addEventListener("keydown", (event) => {
    const to = { ArrowRight: chosen + 1, ArrowLeft: chosen - 1, Home: 0, End: tabs.length - 1, " ": tabs.indexOf(event.target) }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    choose(to);
  });
  /** An address may name a part that is hidden: the browser has not scrolled to it. */
  function openNamed() {
    const at = tabs.findIndex((tab) => tab.hash === location.hash);
    if (at >= 0) chosen = at;
    draw();
    if (at >= 0 && NARROW.matches) panels[at].scrollIntoView();
  }

  NARROW.addEventListener("change", () => {
    const focused = panels.findIndex((panel) => panel.contains(document.activeElement));
    if (focused >= 0) chosen = focused;
    draw();
  });
  addEventListener("hashchange", openNamed);
  openNamed();
}

function put(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false) element.removeAttribute(name);
    else element.setAttribute(name, value);
  }
}
