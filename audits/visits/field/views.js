// What stands in the form besides its screens: the list of visits, what is missing, where one is, the receipt.

import { progress } from "./conditions.js";
import { h } from "./inputs.js";

export const message = (form, text) => h("p", { class: "message" }, text ?? "");

/** The visits on this phone, each with what is done and what waits. */
export function cards(form) {
  const { say } = form;
  const open = form.visits.filter((visit) => visit.is_open);
  const title = h("h1", { tabIndex: -1 }, say("my_title"));
  if (!open.length) return [title, message(form, say("nothing_to_do"))];
  return [title, h("ul", { class: "cards" }, ...open.map((visit) => card(form, visit))), form.ordinary()];
}

function card(form, visit) {
  const { say } = form;
  const answers = { ...visit.answers };
  const photos = Object.fromEntries(Object.entries(visit.evidence).map(([code, hashes]) => [code, hashes.length]));
  const waiting = form.waiting.filter((entry) => entry.assignment === visit.assignment);
  for (const { kind, item, value } of waiting) {
    if (kind === "answer") answers[item] = value;
    if (kind === "photo") photos[item] = (photos[item] ?? 0) + 1;
  }
  const [done, items] = progress(visit.checklist, answers, photos);
  return h(
    "li",
    {},
    h("h2", {}, `${visit.store} · ${visit.store_code}`),
    h("p", { class: "hint" }, say("card_line", { channel: visit.channel, start: form.day(visit.visit_from), due: form.day(visit.due_on) })),
    h("p", {}, `${say(`state.${visit.state}`)} · ${say("progress", { done, items })}`),
    waiting.length ? h("p", { class: "state waiting" }, say("waiting", { n: waiting.length })) : null,
    h("a", { class: "button", href: `/field/?assignment=${visit.assignment}` }, say("open")),
  );
}

/** What is missing, each a way to it; where one is; and submitting. */
export function finish(form) {
  const { say } = form;
  const { missing, visit, mine } = form;
  const named = ([code, demand]) => say(`missing.${demand}`, { item: form.checklist.items[code].label });
  const ways = missing.map((one) => h("li", {}, h("button", { class: "quiet", onclick: () => form.goTo(one[0]) }, named(one))));
  const mend = mine.filter((one) => one.refused && one.item).map((one) => [one, form.checklist.items[one.item] ?? itemOfNote(form, one.item)]);
  const refused = mend.map(([one, item]) =>
    h("li", {}, h("p", { class: "refusal" }, one.refused), h("button", { class: "quiet", onclick: () => form.goTo(item.code) }, item.label)),
  );
  const noted = mine.find((one) => one.kind === "place")?.value.accuracy_m ?? visit.place;
  const told = h("p", { class: "hint", role: "status" }, noted === undefined ? "" : say("place_given", { n: Math.round(noted) }));
  const place = h(
    "section",
    { class: "item" },
    h("h3", {}, say("place_title")),
    h("p", {}, say("place_consent")),
    h("button", { class: "quiet", onclick: () => form.notePlace(told) }, say("place_agree")),
    told,
  );
  return [
    h("h2", { tabIndex: -1 }, say("send_title")),
    visit.not_submitted ? h("p", { class: "refusal", role: "alert" }, visit.not_submitted) : null,
    h("p", {}, missing.length ? say("missing_intro", { n: missing.length }) : say(mend.length ? "submit_mend" : "send_hint")),
    h("ul", { class: "ways" }, ...refused, ...ways),
    place,
    h(
      "nav",
      {},
      h("button", { class: "quiet", onclick: () => form.go("0") }, say("back_to_items")),
      h("button", { onclick: form.submit, disabled: missing.length > 0 || mend.length > 0 }, say("send")),
    ),
    form.own ? form.ordinary() : offlinePage(form),
  ].filter(Boolean);
}

const itemOfNote = (form, code) => Object.values(form.checklist.items).find((item) => item.note_code === code);

const offlinePage = (form) =>
  h("p", {}, h("a", { class: "button quiet", href: `/field/?assignment=${form.assignment}` }, form.say("offline_page")));

/** Another tab or phone holds the visit. */
export function readOnly(form) {
  const { say, mine } = form;
  return [
    h("p", { class: "remark", role: "alert" }, say("held_elsewhere")),
    mine.length ? h("p", {}, say("take_over_waiting", { n: mine.length })) : null,
    h("button", { onclick: form.takeOver }, say("take_over")),
  ].filter(Boolean);
}

/** What was read back from the server, never what the phone hoped to have sent. */
export function receipt(form) {
  const { say, visit } = form;
  return [
    h("h1", { tabIndex: -1 }, `${visit.store} · ${visit.store_code}`),
    h("section", { class: "item" }, h("h2", {}, say("submitted_title")), h("p", {}, say("submitted_at", { at: form.moment(visit.submitted_at) })), h("p", { class: "hint" }, say("receipt_is")), h("code", {}, visit.receipt)),
    h("p", {}, h("a", { class: "button quiet", href: form.own ? "/field/" : "/my-visits" }, say("to_my_visits"))),
  ];
}
