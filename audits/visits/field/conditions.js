// What of a checklist is shown, offered, required and asked for, from the expressions that the server compiled.
// The same answers as audits/scoring/items.py and audits/rubrics/forms/answers.py give: a test holds both together.
// Whether a value is an answer, and whether a submission is complete, is the server's to say.

const isBlank = (value) => value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);

export { isBlank };

/** Whether an expression holds; `answers` has what is shown and answered. */
export function met(expression, answers) {
  switch (expression.is) {
    case "every":
      return expression.parts.every((part) => met(part, answers));
    case "some":
      return expression.parts.some((part) => met(part, answers));
    case "not":
      return !met(expression.part, answers);
  }
  const answer = answers.get(expression.item);
  if (isBlank(answer)) return false;
  if (expression.is === "answered") return true;
  if (expression.is === "equals") {
    return (Array.isArray(answer) ? answer : [answer]).some((value) => expression.equals.includes(value));
  }
  return isBetween(expression, Array.isArray(answer) ? answer.length : answer);
}

function isBetween({ start, end, start_included, end_included }, number) {
  if (typeof number !== "number") return false;
  const above = start === null || number > start || (start_included && number === start);
  return above && (end === null || number < end || (end_included && number === end));
}

/** The codes of the items shown, and the answers that conditions may look at. */
function look(checklist, answers) {
  const asked = new Set(checklist.sources);
  const shown = new Set();
  const given = new Map();
  for (const code of checklist.in_turn) {
    const { condition } = checklist.items[code];
    if (condition === null || met(condition, given)) {
      shown.add(code);
      if (asked.has(code)) given.set(code, answers[code] ?? null);
    }
  }
  return { shown, given };
}

export const visibleItems = (checklist, answers) => look(checklist, answers).shown;

export function visibleOptions(checklist, item, answers) {
  if (!item.options.some((option) => option.condition)) return item.options;
  const { given } = look(checklist, answers);
  return item.options.filter((option) => option.condition === null || met(option.condition, given));
}

export function isRequired(checklist, item, answers) {
  if (typeof item.required === "boolean") return item.required;
  return met(item.required, look(checklist, answers).given);
}

/** What an answer asks for besides itself. */
export function demanded(item, answer) {
  const given = Array.isArray(answer) ? answer : [answer];
  return { photo: item.photo.some((code) => given.includes(code)), note: item.note.some((code) => given.includes(code)) };
}

/** What the form knows to be missing, in the checklist's order. `photos` counts the pictures of each item. */
export function missingItems(checklist, answers, photos) {
  const shown = visibleItems(checklist, answers);
  const missing = [];
  for (const item of Object.values(checklist.items)) {
    if (!shown.has(item.code) || item.kind === "note") continue;
    const required = isRequired(checklist, item, answers);
    if (item.kind === "photo") {
      if (required && !photos[item.code]) missing.push([item.code, "photo"]);
      continue;
    }
    const answer = answers[item.code];
    if (required && isBlank(answer)) missing.push([item.code, "answer"]);
    const wanted = demanded(item, answer);
    if (wanted.photo && !photos[item.code]) missing.push([item.code, "photo"]);
    if (wanted.note && !answers[item.note_code]) missing.push([item.code, "note"]);
  }
  return missing;
}

/** How many of the items shown have their answer or picture, and how many are shown. */
export function progress(checklist, answers, photos) {
  const shown = [...visibleItems(checklist, answers)].filter((code) => checklist.items[code].kind !== "note");
  return [shown.filter((code) => !isBlank(answers[code]) || photos[code]).length, shown.length];
}
