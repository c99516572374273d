/* Whoever moves by keyboard keeps a place on the page when the part that they are in goes. */

/** Move the focus to the first link or button of `part`, else to the part itself. */
export function focusOn(part) {
  const target = part.querySelector("a[href], button") ?? part;
  if (target === part) part.tabIndex = -1;
  target.focus();
}

/** Hide a part, or show it. The focus goes on to `onward`, if the part has it as it is hidden. */
export function setHidden(part, hidden, onward) {
  const focused = hidden && part.contains(document.activeElement);
  part.hidden = hidden;
  if (focused) focusOn(onward);
}
