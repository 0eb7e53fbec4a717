// One item on the screen: its question, its input, what its answer asks for besides, and what became of what was given.

import { demanded, isRequired, visibleOptions } from "./conditions.js";
import { h, inputOf, isGroup } from "./inputs.js";

/** `form` gives words, answers, pictures and what waits, and takes what is given. Returns {node, show}. */
export function itemView(form, item) {
  const { say } = form;
  if (item.kind === "note") {
    const node = h("aside", { class: "words" }, h("p", {}, item.label), guidance(item));
    return { node, show: (shown) => (node.hidden = !shown) };
  }
  const id = `item-${item.code}`;
  const group = isGroup(item);
  const must = h("span", { class: "must", title: say("required"), "aria-label": say("required") }, " *");
  const question = item.kind === "photo" ? h("h3", { id }, item.label, must) : h(group ? "legend" : "label", group ? {} : { for: id }, item.label, must);
  const input = item.kind === "photo" ? null : inputOf(item, id, say, (value, typed) => form.give(item.code, value, typed));
  const note = noteView(form, item);
  const photos = photosView(form, item);
  const state = stateLine(form, [item.code, item.note_code]);
  const place = item.kind === "location" ? herePlace(form, item) : null;
  const hint = item.kind === "location" ? h("p", { class: "hint" }, say("location")) : null;
  const remarks = (form.visit.remarks[item.code] ?? []).map((text) => h("p", { class: "remark" }, `↩ ${text}`));
  const node = h(
    group ? "fieldset" : "section",
    { class: "item", "data-item": item.code, tabIndex: -1 },
    question,
    guidance(item),
    ...remarks,
    hint,
    input?.node,
    place,
    note.node,
    photos.node,
    state.node,
  );
  return {
    node,
    show(shown) {
      node.hidden = !shown;
      if (!shown) return;
      const { answers } = form;
      const answer = answers[item.code] ?? null;
      const required = isRequired(form.checklist, item, answers);
      must.hidden = !required;
      input?.show(answer, item.options.length ? visibleOptions(form.checklist, item, answers) : undefined);
      const wanted = demanded(item, answer);
      note.show(wanted.note);
      photos.show(item.kind === "photo" || wanted.photo, wanted.photo);
      state.show();
    },
  };
}

const guidance = (item) => (item.guidance ? h("p", { class: "hint" }, item.guidance) : null);

function noteView(form, item) {
  const id = `note-${item.code}`;
  const input = inputOf({ kind: "note_of_answer" }, id, form.say, (value, typed) => form.give(item.note_code, value, typed));
  const label = h("label", { for: id }, form.say("note_of_answer"), h("span", { class: "must", "aria-label": form.say("required") }, " *"));
  const node = h("div", { class: "asked" }, label, input.node);
  return {
    node,
    show(shown) {
      node.hidden = !shown;
      if (shown) input.show(form.answers[item.note_code] ?? null);
    },
  };
}

function photosView(form, item) {
  const { say } = form;
  const id = `photo-${item.code}`;
  const file = h("input", { id, type: "file", accept: "image/*", multiple: true, class: "hidden-file" });
  file.addEventListener("change", async () => {
    const given = [...file.files];
    for (const one of given) await form.givePhoto(item.code, one);
    file.value = "";
  });
  const strip = h("ul", { class: "photos" });
  const wanted = h("p", { class: "wanted" }, say("photo_wanted"), h("span", { class: "must", "aria-label": say("required") }, " *"));
  const node = h("div", { class: "asked" }, wanted, strip, h("div", { class: "add" }, file, h("label", { for: id, class: "button quiet" }, say("add_photo"))));
  let drawn = "";
  return {
    node,
    show(asked, demands) {
      const photos = form.photosOf(item.code);
      node.hidden = !asked && photos.length === 0;
      wanted.hidden = !demands;
      const key = photos.map((one) => `${one.key} ${one.state} ${one.refused ?? ""}`).join("|");
      if (key === drawn) return;
      drawn = key;
      strip.replaceChildren(...photos.map((photo) => photoView(form, item, photo)));
    },
  };
}

function photoView(form, item, photo) {
  const { say } = form;
  const picture = h("img", { alt: say("photo_alt", { item: item.label }), width: 120 });
  form.pictureOf(photo).then((address) => address && (picture.src = address));
  const said = photo.refused ? say("item_refused", { why: photo.refused }) : say(`item_${photo.state}`);
  return h(
    "li",
    {},
    picture,
    h("div", {}, h("p", { class: photo.refused ? "refusal" : `state ${photo.state}` }, said), h("button", { class: "quiet", onclick: () => form.takePhotoBack(item.code, photo) }, say("remove_photo"))),
  );
}

/** The phone fills in where it is; nothing is noted but the answer. */
function herePlace(form, item) {
  const button = h("button", { class: "quiet", onclick: async () => form.giveHere(item.code, button) }, form.say("place_here"));
  return button;
}

function stateLine(form, codes) {
  const node = h("p", { class: "state" });
  return {
    node,
    show() {
      const { state, refused } = form.stateOf(codes);
      node.className = refused ? "refusal" : `state ${state ?? ""}`;
      node.textContent = refused ? form.say("item_refused", { why: refused }) : state ? form.say(`item_${state}`) : "";
    },
  };
}
