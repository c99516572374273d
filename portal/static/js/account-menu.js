/* Closes the account's menu when the focus or the pointer goes elsewhere, and with Escape: it must cover nothing that has
   the focus. Without this script it stays open until its word is pressed again. */
const menu = document.querySelector("[data-account-menu]");

menu?.addEventListener("focusout", (event) => {
  // No target: another window has the focus, or something that takes none was pressed.
  if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
});

menu?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

document.addEventListener("click", (event) => {
  if (menu && !menu.contains(event.target)) menu.open = false;
});
