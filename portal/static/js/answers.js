/* Sends to the portal, and tells its own answers from what stands in between: ad blockers, filters, proxies, the
   sign-in page of a network. Only the portal's own word may make a page forget what it has not delivered. */

const BUSY = [408, 425, 429];

/** The portal has not answered. `why`: "offline", "blocked" (something else answers, or stops what is sent), "away"
    (the portal or the network is down or busy), "signedOut" (sent on to a page for signing in). */
export class Unanswered extends Error {
  constructor(why) {
    super(why);
    this.why = why;
  }
}

/** POST; returns { status, answer } if the portal itself answered: 2xx with the field `expects`, or one of `codes`.
    Everything else throws `Unanswered`. `body` is sent as JSON, or as the form fields that it holds. */
export async function ask(url, body, { expects, codes, headers = {} }) {
  const isForm = body instanceof URLSearchParams || body instanceof FormData;
  let response;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: { Accept: "application/json", ...(isForm ? {} : { "Content-Type": "application/json" }), ...headers },
      body: isForm ? body : JSON.stringify(body),
      // The last one is still sent if the page is closed right after it. Browsers allow this up to 64 KiB only.
      keepalive: !(body instanceof FormData),
    });
  } catch {
    throw new Unanswered(await whyNothingCame());
  }
  const answer = await response.json().catch(() => null);
  if (response.ok && answer?.[expects] !== undefined) return { status: response.status, answer };
  if (!response.ok && codes.includes(answer?.code)) return { status: response.status, answer };
  throw new Unanswered(whyNotOurs(response));
}

/** Whether a response came from a page for signing in or for the second factor, by redirection. */
export function isSignIn(address) {
  const { origin, pathname } = new URL(address, location.href);
  return origin === location.origin && pathname.startsWith("/accounts/");
}

/** The CSRF token of now: signing in again in another tab changes it, and the cookie has the current one. */
export function csrfToken(drawn) {
  const cookies = new Map(document.cookie.split("; ").map((part) => part.split("=")));
  // In production its name begins with __Host-, and one without may be from another host of the domain.
  return cookies.get("__Host-csrftoken") ?? cookies.get("csrftoken") ?? drawn;
}

function whyNotOurs(response) {
  if (response.redirected && isSignIn(response.url)) return "signedOut";
  return response.status >= 500 || BUSY.includes(response.status) ? "away" : "blocked";
}

/** An ad blocker stops some addresses; a network that is down stops all. So another one is tried. */
async function whyNothingCame() {
  if (!navigator.onLine) return "offline";
  try {
    await fetch(document.querySelector("link[rel=icon], link[rel=stylesheet]").href, { cache: "no-store" });
    return "blocked";
  } catch {
    return navigator.onLine ? "away" : "offline";
  }
}
