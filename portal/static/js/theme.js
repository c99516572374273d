/* Applies the reader's theme before the first paint, so that nothing flashes, and operates the theme control.
   Django's admin uses the same storage key and values: one choice serves both. */
(() => {
  "use strict";
  const KEY = "theme";
  const root = document.documentElement;

  // Storage can be blocked (private windows, strict settings): then the system's preference applies.
  function stored() {
    try {
      return localStorage.getItem(KEY) || "auto";
    } catch {
      return "auto";
    }
  }

  function keep(theme) {
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      /* the choice then lasts for this page only */
    }
  }

  function apply(theme) {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
  }

  function showControl() {
    const control = document.querySelector("[data-theme-choice]");
    if (!control) return;
    const mark = () => {
      const radio = control.querySelector(`input[value="${stored()}"]`);
      if (radio) radio.checked = true;
    };
    control.addEventListener("change", (event) => {
      keep(event.target.value);
      apply(event.target.value);
    });
    addEventListener("storage", (event) => {
      if (event.key !== KEY) return;
      apply(stored());
      mark();
    });
    mark();
    control.hidden = false;
  }

  apply(stored());
  document.addEventListener("DOMContentLoaded", showControl);
})();
