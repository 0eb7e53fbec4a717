// One item of a checklist as an input that a thumb can hit. What it gives is a plain value, null for no answer.

const CHIPS = 8; // more options than that stand in a list
const STARS = 10;
const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)$/;
const WRITTEN = { date: "date", time: "time", datetime: "datetime-local" };

/** An element: properties, `class`, and attributes with a dash; children that are null are left out. */
export function h(name, properties = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "class") node.className = value;
    else if (key.includes("-") || key === "role" || key === "for") node.setAttribute(key, value);
    else node[key] = value;
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

const isAsked = (node) => node.getRootNode().activeElement === node;
const isGrades = (item) => item.kind === "rating" && item.lowest !== null && item.highest !== null && item.highest - item.lowest < STARS;

const grades = (item) =>
  Array.from({ length: Math.floor(item.highest) - Math.ceil(item.lowest) + 1 }, (_, at) => Math.ceil(item.lowest) + at);

/** Whether the question is the legend of several inputs, not the label of one. */
export const isGroup = (item) => isGrades(item) || (["single", "yesno", "multiple"].includes(item.kind) && (item.kind === "multiple" || item.options.length <= CHIPS));

/** `show(value, options)` fills it in; `give(value, typed)` is called with what a person gave. */
export function inputOf(item, id, say, give) {
  if (item.kind === "multiple") return ticks(item, id, give);
  if (isGrades(item)) return radios(grades(item).map((grade) => ({ code: grade, label: String(grade) })), id, give);
  if (item.kind === "single" || item.kind === "yesno") {
    return item.options.length <= CHIPS ? radios(item.options, id, give) : list(item, id, say, give);
  }
  if (["number", "duration", "rating"].includes(item.kind)) return measured(item, id, say, give);
  return written(item, id, give);
}

function chip(kind, name, option) {
  const input = h("input", { type: kind, name, value: String(option.code) });
  return { option, input, node: h("label", { class: "chip" }, input, h("span", {}, option.label)) };
}

/** A tap on what is chosen takes it back. */
function radios(options, id, give) {
  let known = null;
  const chips = options.map((option) => chip("radio", id, option));
  for (const { option, input } of chips) {
    input.addEventListener("click", () => {
      const again = known === option.code;
      if (again) input.checked = false;
      give(again ? null : option.code);
    });
  }
  return {
    node: h("div", { class: "chips" }, ...chips.map(({ node }) => node)),
    show(value, offered = options) {
      known = value;
      for (const { option, input, node } of chips) {
        input.checked = option.code === value;
        node.hidden = !offered.includes(option) && !input.checked;
      }
    },
  };
}

function ticks(item, id, give) {
  const chips = item.options.map((option) => chip("checkbox", id, option));
  for (const { input } of chips) {
    input.addEventListener("change", () => {
      const ticked = chips.filter((one) => one.input.checked).map((one) => one.option.code);
      give(ticked.length ? ticked : null);
    });
  }
  return {
    node: h("div", { class: "chips" }, ...chips.map(({ node }) => node)),
    show(value, offered = item.options) {
      for (const { option, input, node } of chips) {
        input.checked = Array.isArray(value) && value.includes(option.code);
        node.hidden = !offered.includes(option) && !input.checked;
      }
    },
  };
}

function list(item, id, say, give) {
  const select = h("select", { id, onchange: () => give(select.value || null) });
  let shown = "";
  return {
    node: select,
    show(value, offered = item.options) {
      const options = item.options.filter((option) => offered.includes(option) || option.code === value);
      const codes = options.map(({ code }) => code).join(" ");
      if (codes !== shown) {
        select.replaceChildren(h("option", { value: "" }, say("choose")), ...options.map(({ code, label }) => h("option", { value: code }, label)));
        shown = codes;
      }
      select.value = value ?? "";
    },
  };
}

/** What is no number goes as it was typed: the server says so, beside the item. */
function measured(item, id, say, give) {
  const read = () => {
    const text = input.value.trim();
    if (!text) return null;
    return NUMBER.test(text) ? Number(text) : text;
  };
  const input = h("input", {
    id,
    type: "text",
    inputMode: "decimal",
    autocomplete: "off",
    placeholder: item.unit ? say(`unit.${item.unit}`) : "",
    oninput: () => give(read(), true),
    onchange: () => give(read()),
  });
  return { node: input, show: (value) => isAsked(input) || (input.value = value ?? "") };
}

function written(item, id, give) {
  const many = item.kind === "text" || item.kind === "note_of_answer";
  const read = () => (many ? input.value.trim() : input.value) || null;
  const input = h(many ? "textarea" : "input", {
    id,
    rows: many ? 2 : null,
    type: many ? null : (WRITTEN[item.kind] ?? "text"),
    autocomplete: "off",
    oninput: () => give(read(), true),
    onchange: () => give(read()),
  });
  return { node: input, show: (value) => isAsked(input) || (input.value = value ?? "") };
}
