/* Captions as a list of cues beside the video. The form's text stays authoritative: every change is written back
   to it, and people without this script edit that text. Nothing is sent until a button is pressed. */

const TIMING = /^\s*((?:\d{2,}:)?\d{2}:\d{2}\.\d{3})[ \t]+-->[ \t]+((?:\d{2,}:)?\d{2}:\d{2}\.\d{3})(.*)$/;

/** The text as { head, cues: [{ id, start, end, rest, text, line }] }; null if anything would be lost. */
export function parse(text) {
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  const cues = [];
  let head = null;
  for (let at = 0; at < lines.length; at += 1) {
    const timing = TIMING.exec(lines[at]);
    if (!timing) {
      if (lines[at].includes("-->")) return null;
      continue;
    }
    const id = at > 1 ? lines[at - 1].trim() : "";
    head ??= lines.slice(0, id ? at - 1 : at).join("\n").trim();
    const said = [];
    const line = at + 1;
    // Only an empty line ends a cue, not one of blanks.
    while (at + 1 < lines.length && lines[at + 1] !== "") said.push(lines[(at += 1)]);
    cues.push({ id, start: timing[1], end: timing[2], rest: timing[3].trim(), text: plain(said.join("\n")), line });
  }
  // The list cannot show a note between cues, nor markup: then people edit the text, so that nothing is lost.
  const made = { head: head ?? lines.join("\n").trim(), cues };
  return squeezed(write(made)) === squeezed(text) ? made : null;
}

/** What a player shows for the text of a cue, and its inverse, as video/services/cue_text.py writes it. */
function plain(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("-->", "--&gt;");
}

function squeezed(text) {
  return text.replaceAll(/\s/g, "");
}

/** The inverse of `parse`: the text for these cues. */
export function write({ head, cues }) {
  const blocks = cues.map((cue) =>
    [cue.id, `${cue.start} --> ${cue.end}${cue.rest ? ` ${cue.rest}` : ""}`, escaped(cue.text)].filter((part, at) => part || at > 0).join("\n").trimEnd(),
  );
  return `${[head || "WEBVTT", ...blocks].join("\n\n")}\n`;
}

/** 65.5 → "00:01:05.500" */
export function clock(seconds) {
  const ms = Math.max(0, Math.round(seconds * 1000));
  const part = (value, width) => String(value).padStart(width, "0");
  return `${part(Math.floor(ms / 3600000), 2)}:${part(Math.floor(ms / 60000) % 60, 2)}:${part(Math.floor(ms / 1000) % 60, 2)}.${part(ms % 1000, 3)}`;
}

export function seconds(text) {
  return text.split(":").reduce((sum, part) => 60 * sum + Number(part), 0);
}

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function start(root) {
  const area = root.querySelector("textarea.track-text");
  const video = root.querySelector("video");
  if (!area || !video) return;
  const field = area.closest(".field");
  const list = element("ol", { class: "cue-list" });
  const swap = element("button", { type: "button", class: "btn btn-quiet" });
  field.before(element("div", { class: "staff-actions" }, swap), list);
  let track = null;
  let model = null;

  function preview() {
    track ??= video.addTextTrack(root.dataset.kind === "chapters" ? "chapters" : "captions", "Preview", root.dataset.language);
    track.mode = root.dataset.kind === "chapters" ? "hidden" : "showing";
    for (const cue of [...(track.cues ?? [])]) track.removeCue(cue);
    for (const cue of model.cues) {
      const [from, to] = [seconds(cue.start), seconds(cue.end)];
      if (to > from) track.addCue(new VTTCue(from, to, escaped(cue.text)));
    }
  }

  function keep() {
    area.value = write(model);
    preview();
  }

  function button(word, name, act) {
    const made = element("button", { type: "button", class: "cue-button", "aria-label": `${word}: ${name}` }, word);
    made.addEventListener("click", act);
    return made;
  }

  function time(cue, key, name) {
    const made = element("input", { type: "text", "aria-label": `${key === "start" ? "Begins" : "Ends"}, ${name}`, spellcheck: "false", class: "cue-time" });
    made.value = cue[key];
    made.addEventListener("change", () => {
      const typed = made.value.trim().replace(",", ".");
      if (!/^(\d+:)?\d{1,2}:\d{1,2}(\.\d{1,3})?$/.test(typed)) {
        made.setAttribute("aria-invalid", "true");
        return;
      }
      made.removeAttribute("aria-invalid");
      cue[key] = made.value = clock(seconds(typed));
      keep();
    });
    return made;
  }

  function row(cue, at) {
    const name = `cue ${at + 1}`;
    const text = element("textarea", { rows: "2", "aria-label": `Text, ${name}` });
    text.value = cue.text;
    text.addEventListener("input", () => {
      cue.text = text.value.split("\n").filter((line) => line.trim()).join("\n");
      keep();
    });
    const begins = time(cue, "start", name);
    const ends = time(cue, "end", name);
    const here = (key, input) => () => {
      cue[key] = input.value = clock(video.currentTime);
      keep();
    };
    return element("li", { class: "cue", "data-cue-line": String(cue.line) },
      element("div", { class: "cue-times" }, begins, ends),
      text,
      element("div", { class: "cue-buttons" },
        button("Play", name, () => { video.currentTime = seconds(cue.start); video.play(); }),
        button("Begin here", name, here("start", begins)),
        button("End here", name, here("end", ends)),
        button("Add after", name, () => add(at + 1, cue.end)),
        button("Remove", name, () => { model.cues.splice(at, 1); keep(); draw(Math.min(at, model.cues.length - 1)); }),
      ));
  }

  function add(at, from) {
    const begin = seconds(from);
    const next = model.cues[at] ? seconds(model.cues[at].start) : Math.min(begin + 3, video.duration || begin + 3);
    model.cues.splice(at, 0, { id: "", start: clock(begin), end: clock(Math.max(next, begin + 0.5)), rest: "", text: "…", line: 0 });
    keep();
    draw(at);
  }

  function draw(focused = -1) {
    list.replaceChildren(...model.cues.map(row));
    if (focused >= 0) list.children[focused]?.querySelector("textarea").focus();
  }

  function asList(wanted) {
    model = wanted ? parse(area.value) : null;
    const shown = model !== null;
    list.hidden = !shown;
    field.hidden = shown;
    swap.textContent = shown ? "Edit as text" : "Edit as a list";
    swap.hidden = !shown && wanted;
    if (shown) {
      draw();
      preview();
    }
  }

  swap.addEventListener("click", () => asList(list.hidden));
  area.addEventListener("input", () => { swap.hidden = parse(area.value) === null; });
  for (const finding of root.querySelectorAll("[data-line]")) {
    const go = element("button", { type: "button", class: "cue-button" }, "Show");
    go.setAttribute("aria-label", `Show: ${finding.dataset.place || finding.textContent.trim()}`);
    go.addEventListener("click", () => {
      video.currentTime = Number(finding.dataset.second);
      const cue = list.querySelector(`[data-cue-line="${finding.dataset.line}"] textarea`);
      if (!list.hidden && cue) {
        cue.focus();
        return;
      }
      const before = area.value.split("\n").slice(0, Number(finding.dataset.line) - 1).join("\n").length;
      area.focus();
      area.setSelectionRange(before + 1, before + 1);
    });
    finding.append(" ", go);
  }
  asList(true);
}

for (const root of document.querySelectorAll("[data-track-editor]")) start(root);
