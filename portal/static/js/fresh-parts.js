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

/** Put new content into a region that is read out: it stays, and says what leads elsewhere than before. Where only the
    words change, they change quietly, and around a link that stays, since it may have the focus. */
export function tell(region, fresh) {
  if (fresh.innerHTML === region.innerHTML) return;
  const [link, next] = [region, fresh].map((part) => part.querySelector("a[href]"));
  // In a sentence, the link is a part of its words.
  const same = link && link.href === next?.href && !link.closest("p") && !next.closest("p");
  region.setAttribute("aria-live", same ? "off" : "polite");
  if (!same) return keepingFocus(region, () => region.replaceChildren(...document.adoptNode(fresh).childNodes));
  region.querySelector("p")?.replaceChildren(...fresh.querySelector("p").childNodes);
  link.replaceChildren(...next.childNodes);
}

/** Draw `old` anew, as `part`. What had the focus in it keeps it, by its link; else the first that can, else the part. */
function keepingFocus(old, draw, part = old) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  draw();
  if (!focused) return;
  const same = [...part.querySelectorAll("a[href]")].find((link) => link.href === focused.href);
  if (same) same.focus();
  else focusOn(part);
}
