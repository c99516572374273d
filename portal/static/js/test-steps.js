/* On a phone, the post-test one question a screen: Back, Next, and a list to look through before sending.
   Wide screens have all questions on one page, as everybody has without this script. */
const form = document.querySelector("[data-test]");
const counter = form.querySelector("[data-test-count]");
const review = form.querySelector("[data-test-review]");
const steps = form.querySelector("[data-test-steps]");
const next = steps.querySelector("[data-next]");
const send = form.querySelector("[data-test-send]");
const questions = [...form.querySelectorAll("fieldset")];
const phone = matchMedia("(width < 40em)");
const words = { next: next.textContent, last: next.dataset.last };

const chosen = (question) => question.querySelector("input:checked");
const isAnswered = (question) => chosen(question) !== null;
// What is wrong comes first, then what is open; questions.length is the list of all.
const start = [(question) => question.matches(".bad"), (question) => !isAnswered(question)]
  .map((judge) => questions.findIndex(judge)).find((index) => index >= 0);
let at = start ?? questions.length;
// Whoever has seen the list, or comes to mend what was missing, returns to it with one press.
let toList = questions.some((question) => question.matches(".bad"));
const described = questions.map((question) => question.getAttribute("aria-describedby"));

function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function entry(question, index) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link-button";
  button.textContent = question.querySelector("legend").textContent;
  button.addEventListener("click", () => go(index));
  const answer = document.createElement("p");
  answer.textContent = chosen(question)?.parentElement.textContent ?? review.dataset.unanswered;
  item.classList.toggle("open", !isAnswered(question));
  item.append(button, answer);
  return item;
}

/** An error that is answered is said no more. It leaves its room until the next step: nothing moves under a finger. */
function settle(question) {
  if (!question.matches(".bad") || !isAnswered(question)) return;
  const index = questions.indexOf(question);
  const summary = document.querySelector(".error-summary");
  const line = [...summary.querySelectorAll("a")].find(({ hash }) => question.querySelector(hash)).closest("li");
  const own = question.querySelector(".field-error");
  described[index] = described[index].split(" ").filter((id) => id !== own.id).join(" ");
  for (const radio of question.querySelectorAll("input")) radio.removeAttribute("aria-invalid");
  for (const part of [line, own]) part.classList.add("settled");
  if (summary.querySelector("li:not(.settled)")) return;
  summary.classList.add("settled");
  document.title = document.title.replace(own.querySelector(".visually-hidden").textContent, ""); // “Error: ”
}

function clearSettled() {
  for (const question of questions) question.classList.toggle("bad", Boolean(question.querySelector(".field-error:not(.settled)")));
  for (const part of document.querySelectorAll(".settled")) part.remove();
}

const onward = () => (toList ? questions.length : at + 1);

/** Show the step of now, and how far the learner has come. */
export function showSteps() {
  const reviewing = phone.matches && at === questions.length;
  toList ||= reviewing;
  questions.forEach((question, index) => {
    question.hidden = phone.matches && index !== at;
    // Whoever is led to a question hears which it is; on a wide screen the counter counts answers.
    const ids = [phone.matches && "test-count", described[index]].filter(Boolean).join(" ");
    if (ids) question.setAttribute("aria-describedby", ids);
    else question.removeAttribute("aria-describedby");
  });
  review.hidden = !reviewing;
  steps.hidden = !phone.matches || reviewing;
  send.hidden = phone.matches && !reviewing;
  if (reviewing) review.querySelector("ol").replaceChildren(...questions.map(entry));
  steps.querySelector("[data-back]").hidden = at === 0;
  next.textContent = onward() === questions.length ? words.last : words.next;
  const asked = phone.matches && !reviewing;
  const values = { answered: questions.filter(isAnswered).length, questions: questions.length, number: at + 1 };
  counter.hidden = false;
  counter.querySelector("p").textContent = fill(asked ? counter.dataset.at : counter.dataset.answered, values);
  counter.querySelectorAll("i").forEach((dot, index) => {
    dot.classList.toggle("on", isAnswered(questions[index]));
    dot.classList.toggle("now", asked && index === at);
  });
}

function go(index) {
  at = index;
  clearSettled();
  showSteps();
  const target = questions[at] ?? (phone.matches ? review : send.querySelector("button"));
  if (target.tagName !== "BUTTON") target.tabIndex = -1;
  target.focus({ preventScroll: true });
  // Not to the counter: once it sticks, it counts as in view.
  (phone.matches ? form : target).scrollIntoView();
}

steps.querySelector("[data-back]").addEventListener("click", () => go(at - 1));
next.addEventListener("click", () => go(onward()));

/** Make the question that holds this element the step of now; say whether one does. */
function follow(element) {
  const index = questions.findIndex((question) => question.contains(element));
  if (index >= 0) at = index;
  return index >= 0;
}

// On a wide screen as well, for when the phone is turned: not every browser gives a radio that is tapped the focus.
form.addEventListener("change", ({ target }) => { if (follow(target)) settle(questions[at]); });
phone.addEventListener("change", () => {
  const focused = document.activeElement;
  if (!follow(focused) && send.contains(focused)) at = questions.length;
  showSteps();
  if (!form.contains(focused)) return;
  if (focused.checkVisibility()) focused.scrollIntoView({ block: "nearest" });
  else go(at); // A button of the other kind of screen.
});
// Enter at a radio presses the form's first button, also a hidden one: before the list it means Next, and sends nothing.
form.addEventListener("submit", (event) => {
  if (steps.hidden) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  go(onward());
});
// A link of the error summary leads to its question, which may be on another screen.
document.addEventListener("click", ({ target }) => {
  const hash = phone.matches && target.closest?.("a[href^='#']")?.hash;
  const index = hash ? questions.findIndex((question) => question.querySelector(hash)) : -1;
  if (index >= 0) go(index);
});
