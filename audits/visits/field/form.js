// <field-form>: the visitor's checklist on a phone with a bad network. Everything given is on the phone at once and on the
// server when it can be; the page says "stored" only of what the server said so of. The same element stands on /field/ (opened
// again without a network by sw.js) and in the page of the ordinary application.

import { missingItems, progress, visibleItems } from "./conditions.js";
import { h } from "./inputs.js";
import { itemView } from "./item.js";
import { Phone, signedInAs } from "./phone.js";
import { position, shrunken } from "./pictures.js";
import { Sender } from "./sender.js";
import { cards, finish, message, readOnly, receipt } from "./views.js";

const TYPING = 800; // milliseconds after the last letter until what is typed is sent; on the phone it is at once
const HOME = "/field/";

class FieldForm extends HTMLElement {
  answers = {};
  addresses = new Map(); // of pictures shown

  connectedCallback() {
    if (!this.shadowRoot) this.attachShadow({ mode: "open" });
    this.own = location.pathname === HOME;
    const asked = new URLSearchParams(location.search);
    this.assignment = asked.get("assignment");
    this.giveUp = asked.get("t") ?? "";
    this.body = h("div", { class: "form" });
    this.line = h("p", { class: "stored", role: "status", "aria-live": "polite" });
    this.bar = h("div", { class: "bar" }, this.line);
    this.shadowRoot.replaceChildren(h("link", { rel: "stylesheet", href: `${HOME}form.css` }), this.body, this.bar);
    this.#start();
  }

  disconnectedCallback() {
    this.sender?.stop();
    for (const address of this.addresses.values()) URL.revokeObjectURL(address);
    this.addresses.clear();
  }

  async #start() {
    navigator.serviceWorker?.register(`${HOME}sw.js`, { scope: HOME }).catch(() => undefined);
    try {
      this.phone = await Phone.open();
    } catch {
      this.noStorage = true;
    }
    this.sender = new Sender(this.phone ?? { lease: "" }, () => this.#changed());
    if (this.noStorage) return this.#withoutStorage();
    this.sender.stored = (entry, hash) => this.addresses.set(hash, this.addresses.get(entry.number));
    this.sender.person = signedInAs();
    if (this.assignment) this.sender.toOpen = [this.assignment, this.giveUp];
    this.sender.lookedAt = this.assignment;
    await this.phone.forgetOthers(this.sender.person);
    await this.#load();
    this.sender.start();
  }

  async #withoutStorage() {
    const said = await this.sender.ask("GET", "").catch(() => null);
    if (said) this.words = said.words;
    this.body.replaceChildren(message(this, this.say("storage_failed")), this.ordinary());
  }

  say = (key, facts = {}) => (this.words?.[key] ?? "").replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");

  time = (moment) => new Intl.DateTimeFormat(this.language, { timeStyle: "medium" }).format(new Date(moment));
  moment = (moment) => new Intl.DateTimeFormat(this.language, { dateStyle: "medium", timeStyle: "medium" }).format(new Date(moment));
  day = (day) => new Intl.DateTimeFormat(this.language, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(day));

  /** One look at the phone after the other, however often something changes. */
  #changed() {
    this.again = true;
    this.looking ??= (async () => {
      while (this.again) {
        this.again = false;
        await this.#load();
      }
    })().finally(() => (this.looking = null));
    return this.looking;
  }

  async #load() {
    const { person } = this.sender;
    const spoken = await this.phone.fact("words");
    if (spoken && spoken.person === person) {
      this.words = spoken.words;
      this.language = spoken.language;
      if (this.own) document.documentElement.lang = spoken.language;
    }
    this.visits = (person ? await this.phone.visits(person) : []).sort((one, other) => one.due_on.localeCompare(other.due_on));
    this.waiting = person ? await this.phone.waiting(person) : [];
    this.visit = this.visits.find((visit) => visit.assignment === this.assignment) ?? null;
    if (this.visit) this.#gather();
    if (this.isConnected) this.#draw();
  }

  /** What counts on the phone: what is stored, and over it what waits. */
  #gather() {
    this.checklist = this.visit.checklist;
    this.mine = this.waiting.filter((entry) => entry.assignment === this.assignment);
    this.answers = { ...this.visit.answers };
    for (const entry of this.mine) if (entry.kind === "answer") this.answers[entry.item] = entry.value;
    this.photos = {};
    for (const code of Object.keys(this.checklist.items)) {
      const photos = this.photosOf(code).length;
      if (photos) this.photos[code] = photos;
    }
    this.shown = visibleItems(this.checklist, this.answers);
    this.missing = missingItems(this.checklist, this.answers, this.photos);
    this.submitting = this.mine.find((entry) => entry.kind === "submit");
  }

  photosOf(code) {
    const withdrawn = new Set(this.mine.filter((one) => one.kind === "withdraw" && one.item === code).map((one) => one.value));
    const stored = (this.visit.evidence[code] ?? []).filter((hash) => !withdrawn.has(hash));
    const kept = this.mine.filter((one) => one.kind === "photo" && one.item === code);
    return [
      ...stored.map((hash) => ({ key: hash, hash, state: "stored" })),
      ...kept.map((entry) => ({ key: entry.number, entry, state: "waiting", refused: entry.refused })),
    ];
  }

  /** What became of what was given: nothing given, stored, waiting, refused. */
  stateOf(codes) {
    const entries = this.mine.filter((one) => one.kind === "answer" && codes.includes(one.item));
    const refused = entries.find((one) => one.refused)?.refused;
    const given = codes.some((code) => this.visit.answers[code] !== undefined && this.visit.answers[code] !== null);
    return { refused, state: entries.length ? "waiting" : given ? "stored" : null };
  }

  // Giving

  #entry(kind, item, value) {
    const { person } = this.sender;
    const draft = this.visit.state === "in_progress" ? this.visit.draft : null;
    return { person, assignment: this.assignment, draft, kind, item, value, claimed_at: new Date().toISOString() };
  }

  async #add(entry, makesRoom, photo) {
    await this.phone.add(entry, makesRoom, photo);
    await this.#changed();
    this.sender.kick();
  }

  give = (code, value, typed = false) => {
    const resting = this.mine.some((one) => one.item === code && one.typed && one.not_before > Date.now());
    const same = JSON.stringify(this.answers[code] ?? null) === JSON.stringify(value);
    if (same && !this.stateOf([code]).refused && (typed || !resting)) return undefined;
    const entry = { ...this.#entry("answer", code, value), typed, not_before: typed ? Date.now() + TYPING : 0 };
    // Letters typed on and not sent yet are no history; every other answer is.
    const makesRoom = (old) => old.kind === "answer" && old.item === code && (old.refused || (old.typed && old.number !== this.sender.inFlight));
    this.answers[code] = value;
    return this.#add(entry, makesRoom);
  };

  async givePhoto(code, file) {
    const bytes = await shrunken(file);
    await this.#add(this.#entry("photo", code), (old) => old.kind === "photo" && old.item === code && old.refused, bytes);
  }

  async takePhotoBack(code, photo) {
    if (photo.hash) return this.#add(this.#entry("withdraw", code, photo.hash));
    if (photo.entry.number !== this.sender.inFlight) await this.phone.remove(photo.entry.number);
    return this.#changed();
  }

  async giveHere(code, button) {
    button.disabled = true;
    const where = await position();
    button.disabled = false;
    if (where) await this.give(code, `${where.latitude.toFixed(6)} ${where.longitude.toFixed(6)}`);
  }

  async notePlace(told) {
    told.textContent = this.say("place_asking");
    const where = await position();
    if (!where) return (told.textContent = this.say("place_failed"));
    const { latitude, longitude, accuracy } = where;
    await this.#add(this.#entry("place", undefined, { latitude, longitude, accuracy_m: accuracy }));
    told.textContent = this.say("place_given", { n: Math.round(accuracy) });
  }

  submit = () => this.#add(this.#entry("submit"), (old) => old.kind === "submit");

  async goOn() {
    if (this.submitting && this.submitting.number !== this.sender.inFlight) await this.phone.remove(this.submitting.number);
    await this.#changed();
  }

  takeOver = async () => {
    await this.sender.open(this.assignment, { force: true });
    await this.#changed();
  };

  /** A picture's address in this page: what was taken here, else a small copy from the server. */
  async pictureOf({ key, hash, entry }) {
    if (!this.addresses.get(key)) {
      const kept = entry && (await this.phone.bytes(entry.number));
      const bytes = entry ? kept && new Blob([kept], { type: "image/jpeg" }) : await this.#fetched(hash);
      if (bytes) this.addresses.set(key, URL.createObjectURL(bytes));
    }
    return this.addresses.get(key);
  }

  #fetched = (hash) => this.sender.ask("GET", `/drafts/${this.visit.draft}/photos/${hash}`, { kind: "picture" }).catch(() => null);

  // Showing

  get at() {
    return sessionStorage.getItem(`at ${this.assignment}`) ?? "0";
  }

  go(at) {
    sessionStorage.setItem(`at ${this.assignment}`, at);
    this.#draw();
    (this.body.querySelector("h2") ?? this.body.querySelector("h1"))?.focus({ preventScroll: true });
    this.scrollIntoView({ block: "start" });
  }

  goTo(code) {
    this.go(String(this.checklist.screens.findIndex((screen) => screen.items.includes(code))));
    this.shadowRoot.querySelector(`[data-item="${CSS.escape(code)}"]`)?.focus();
  }

  ordinary = () => h("p", {}, h("a", { class: "button quiet", href: this.assignment ? `/visit?assignment=${this.assignment}` : "/my-visits" }, this.say("ordinary")));

  #draw() {
    const screen = this.visit && !this.visit.receipt && !this.submitting && !this.#isHeld() && this.at !== "send";
    const { sender, visit } = this;
    const numbers = this.waiting.map((one) => [one.number, one.refused]);
    const parts = screen
      ? [visit.attempt, visit.reason, this.at]
      : [this.visits, numbers, this.at, sender.signedOut, sender.offline, sender.stale, sender.heard, [...sender.blocked]];
    const key = JSON.stringify([this.language, !!screen, ...parts]);
    if (key !== this.drawn) {
      this.drawn = key;
      this.items = [];
      this.body.replaceChildren(...this.#view());
    }
    for (const [code, item] of this.items) item.show(this.shown.has(code));
    this.#update();
  }

  /** Only while the server can be asked: without a network nobody knows who holds it, and nothing given here is lost. */
  #isHeld = () => !!this.visit?.held_elsewhere && this.sender.heard;

  #view() {
    if (!this.words) return [message(this, this.sender.signedOut ? null : "…"), ...(this.sender.signedOut ? [this.#signIn()] : [])];
    if (this.sender.signedOut && !this.sender.person) return [message(this, this.say("sign_in_first")), this.#signIn()];
    if (!this.assignment) return cards(this);
    if (!this.visit) return [message(this, this.#whyNoVisit()), this.ordinary()];
    if (this.visit.receipt) return receipt(this);
    if (this.submitting) return [this.#heading(), message(this, this.say(this.mine.some((one) => one.refused) ? "submit_mend" : "submit_waits")), h("button", { class: "quiet", onclick: () => this.goOn() }, this.say("go_on"))];
    if (this.#isHeld()) return [this.#heading(), ...readOnly(this)];
    if (this.at === "send") return [this.#heading(), ...finish(this)];
    return this.#screen();
  }

  #whyNoVisit() {
    const { blocked, stale, offline, toOpen } = this.sender;
    return blocked.get(this.assignment) ?? this.say((stale || toOpen) && !offline ? "loading" : "not_on_phone");
  }

  #signIn = () => h("a", { class: "button", href: `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}` }, this.say("sign_in") || "→");

  #heading() {
    const { visit } = this;
    this.bars = h("progress", { max: 1, "aria-label": this.say("progress_name") });
    this.counted = h("p", { class: "hint" });
    return h(
      "header",
      {},
      h("h1", { tabIndex: -1 }, `${visit.store} · ${visit.store_code}`),
      h("p", { class: "hint" }, this.say("due_line", { channel: visit.channel, due: this.day(visit.due_on) })),
      visit.reason ? h("div", { class: "remark" }, h("p", {}, this.say("came_back")), h("p", {}, visit.reason)) : null,
      this.bars,
      this.counted,
    );
  }

  #screen() {
    const screens = this.checklist.screens;
    const number = Math.min(Math.max(Number(this.at) || 0, 0), screens.length - 1);
    const { section, items } = screens[number];
    this.items = items.map((code) => [code, itemView(this, this.checklist.items[code])]);
    const visible = screens.map((screen, at) => (screen.items.some((code) => this.shown.has(code)) ? at : -1)).filter((at) => at >= 0);
    const before = visible.filter((at) => at < number).at(-1);
    const after = visible.find((at) => at > number);
    const move = (at) => () => this.go(String(at));
    this.gaps = h("button", { class: "quiet", onclick: move("send") });
    return [
      this.#heading(),
      h("h2", { tabIndex: -1 }, section),
      h("p", { class: "hint" }, `${this.say("screen", { n: number + 1, all: screens.length })} · * ${this.say("required")}`),
      ...this.items.map(([, item]) => item.node),
      h(
        "nav",
        {},
        h("button", { class: "quiet", onclick: move(before), disabled: before === undefined }, this.say("back")),
        this.gaps,
        h("button", { onclick: () => this.go(this.#after(number)) }, this.say(after === undefined ? "to_send" : "next")),
      ),
    ];
  }

  /** Where "next" leads is asked when it is pressed: an answer may have shown or hidden screens. */
  #after(number) {
    const next = this.checklist.screens.findIndex((screen, at) => at > number && screen.items.some((code) => this.shown.has(code)));
    return next < 0 ? "send" : String(next);
  }

  #update() {
    if (this.visit && this.bars) {
      const [answered, items] = progress(this.checklist, this.answers, this.photos);
      this.bars.value = items ? answered / items : 1;
      this.counted.textContent = this.say("progress", { done: answered, items });
    }
    if (this.gaps && this.visit) this.gaps.textContent = this.say("missing_n", { n: this.missing.length });
    const said = this.#storedLine();
    if (this.line.textContent !== said) this.line.textContent = said;
    this.line.classList.toggle("waits", this.waiting.length > 0);
    const signIn = this.bar.querySelector("a");
    if (this.sender.signedOut && this.words && !signIn) this.bar.append(this.#signIn());
    else if (!this.sender.signedOut) signIn?.remove();
  }

  #storedLine() {
    if (!this.words) return "";
    const here = this.visit ? this.mine : this.waiting;
    const refused = here.filter((one) => one.refused).length;
    const n = here.length - refused;
    const blocked = this.visit && this.sender.blocked.get(this.assignment);
    const parts = [];
    if (this.sender.signedOut) parts.push(this.say("sign_in_waiting", { n: here.length }));
    else if (blocked) parts.push(blocked);
    else if (n) parts.push(this.say(this.sender.offline ? "waiting_offline" : "waiting", { n }));
    else if (this.sender.offline) parts.push(this.say("offline"));
    if (refused) parts.push(this.say("refused_n", { n: refused }));
    if (!parts.length && this.visit) parts.push(this.visit.stored_at ? this.say("all_stored", { time: this.time(this.visit.stored_at) }) : this.say("nothing_yet"));
    return parts.join(" ");
  }
}

if (!customElements.get("field-form")) customElements.define("field-form", FieldForm);
