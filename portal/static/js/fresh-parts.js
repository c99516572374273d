/* Replaces parts of this page by the server's newest, so that they are drawn in one place: the template. */
import { focusOn } from "./focus.js";

/** This page as the server draws it now. Throws if the portal, or the network, does not answer. */
export async function freshPage() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
  if (answer.status >= 500) throw new Error(`fresh page: ${answer.status}`);
  return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
}

/** Put in the new part with this id, if its content differs; what had the focus keeps it, by its link. */
export function swap(page, id) {
  const fresh = page?.getElementById(id);
  const old = document.getElementById(id);
  if (!fresh || !old) return null;
  if (fresh.innerHTML === old.innerHTML) return fresh;
  const part = document.adoptNode(fresh);
  keepingFocus(old, () => old.replaceWith(part), part);
  return part;
}

/** Draw `old` anew, as `part`. What had the focus in it keeps it, by its link; else the first that can, else the part. */
export function keepingFocus(old, draw, part = old) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  draw();
  if (!focused) return;
  const same = [...part.querySelectorAll("a[href]")].find((link) => link.href === focused.href);
  if (same) same.focus();
  else focusOn(part);
}
