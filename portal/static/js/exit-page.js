/* Leaves the site at once: the "Exit this page" control, or Shift pressed three times.
   Without this script the control is a plain link. It neither signs out nor clears the history; the help page says so. */
(() => {
  "use strict";
  const PRESSES = 3;
  const PAUSE_MS = 5000;
  const controls = document.querySelectorAll("[data-exit]");
  if (!controls.length) return;

  const target = controls[0].href;
  const main = document.querySelector("[data-exit-main]");
  const status = document.querySelector("[data-exit-status]");
  const lights = document.querySelector("[data-exit-lights]");
  let presses = 0;
  let shiftAlone = false;
  let timer = 0;
  let overlay = null;

  function silence() {
    for (const media of document.querySelectorAll("video, audio")) {
      media.muted = true;
      media.pause();
    }
    if (document.pictureInPictureElement) document.exitPictureInPicture().catch(() => {});
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
  }

  function cover() {
    if (overlay) return;
    document.body.classList.add("exiting");
    overlay = document.createElement("div");
    overlay.className = "exit-overlay";
    overlay.setAttribute("role", "alert");
    document.body.append(overlay);
    // Screen readers announce only text that is added after the element exists.
    overlay.textContent = status.dataset.loading;
  }

  function restore() {
    document.body.classList.remove("exiting");
    overlay?.remove();
    overlay = null;
    reset("");
  }

  function leave() {
    silence();
    cover();
    // replace(), so that Back does not return to this page. Earlier pages stay in the history.
    location.replace(target);
  }

  function reset(words) {
    clearTimeout(timer);
    presses = 0;
    show(words);
  }

  function show(words) {
    status.textContent = words;
    lights.hidden = presses === 0;
    [...lights.children].forEach((light, index) => light.classList.toggle("on", index < presses));
  }

  function press() {
    clearTimeout(timer);
    presses += 1;
    if (presses === PRESSES) {
      show(status.dataset.leaving);
      leave();
      return;
    }
    const left = PRESSES - presses;
    show(left === 1 ? status.dataset.oneMore : status.dataset.twoMore);
    timer = setTimeout(() => reset(status.dataset.expired), PAUSE_MS);
  }

  function interrupted() {
    shiftAlone = false;
    if (presses) reset("");
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Shift" || event.ctrlKey || event.altKey || event.metaKey) return interrupted();
    // A key held down repeats, but counts as one press.
    if (!event.repeat) shiftAlone = true;
  }, true);

  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !shiftAlone) return;
    shiftAlone = false;
    press();
  }, true);

  document.addEventListener("pointerdown", interrupted, true);

  for (const control of controls) {
    control.addEventListener("click", (event) => {
      event.preventDefault();
      leave();
    });
  }

  // Enlarged text may need a bar of two lines.
  const bar = main.closest(".topbar");
  if (bar) new ResizeObserver(() => document.documentElement.style.setProperty("--bar", `${bar.offsetHeight}px`)).observe(bar);

  main.setAttribute("role", "button");
  main.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    leave();
  });

  // The back/forward cache may restore the page exactly as it was left, overlay included.
  addEventListener("pageshow", (event) => {
    if (event.persisted) restore();
  });
})();
