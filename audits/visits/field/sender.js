// Sends what waits, in the order given, one after the other, until the server has said that it is stored.

import { signedInAs } from "./phone.js";

const API = "/api/v1/visits";
const PATIENCE = { photo: 120_000, usual: 15_000 };
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 15_000;
// Refusals that concern the visit as a whole; any other stands beside its item and stops nothing else.
const OF_THE_VISIT = new Set(["visits.not_found", "visits.cancelled", "visits.already_submitted", "visits.not_in_progress", "people.not_allowed"]);
const HELD = "visits.not_the_holder";

class NoNetwork extends Error {}
class SignedOut extends Error {}
class Refused extends Error {
  constructor(status, said) {
    super(said.message ?? `${status}`);
    this.status = status;
    this.key = said.error;
    this.field = said.field;
    this.items = said.items;
  }
}

export class Sender {
  /** `changed()` is called whenever something that is shown may have changed. */
  constructor(phone, changed) {
    this.phone = phone;
    this.changed = changed;
    this.person = null;
    this.offline = false;
    this.signedOut = false;
    this.inFlight = null; // the number of what is on its way
    this.blocked = new Map(); // assignment -> why nothing more of it is sent
    this.pause = FIRST_PAUSE;
    this.running = false;
    this.stale = true; // what was fetched may have changed since
    this.heard = false; // the server answered since the network was last gone
    this.lookedAt = null; // the visit on the screen
    this.toOpen = null; // [assignment, the token that is given up]
    this.turn = Promise.resolve();
    this.awake = () => {
      this.hanging?.abort(); // it began in a dead network; what arrived of it is acknowledged when it is sent again
      this.kick(true);
    };
    this.seen = () => document.visibilityState === "visible" && this.kick(true);
  }

  start() {
    addEventListener("online", this.awake);
    document.addEventListener("visibilitychange", this.seen);
    this.kick(true);
  }

  stop() {
    removeEventListener("online", this.awake);
    document.removeEventListener("visibilitychange", this.seen);
    clearTimeout(this.timer);
    this.stopped = true;
  }

  async ask(method, path, { body, kind = "usual", binary = false } = {}) {
    const headers = { "x-tracker": "field", "x-field-lease": this.phone.lease };
    if (body !== undefined && !binary) headers["content-type"] = "application/json";
    const sent = body === undefined || binary ? body : JSON.stringify(body);
    const hanging = (this.hanging = new AbortController()); // AbortSignal.any is too young for many phones
    const patience = setTimeout(() => hanging.abort(), PATIENCE[kind] ?? PATIENCE.usual);
    const how = { method, headers, body: sent, signal: hanging.signal, credentials: "same-origin", cache: "no-store" };
    let answer, said;
    try {
      answer = await fetch(API + path, how);
      if (answer.ok && kind === "picture") return await answer.blob();
      if (answer.status < 500) said = await answer.json();
    } catch {
      throw new NoNetwork();
    } finally {
      clearTimeout(patience);
    }
    if (answer.status >= 500 || answer.status === 429) throw new NoNetwork();
    if (answer.status === 401) throw new SignedOut();
    if (!answer.ok) throw new Refused(answer.status, said);
    return said;
  }

  /** Two tabs share what is kept: only one of them fetches or sends at a time, or an old list would cover a new answer. */
  #alone(work) {
    if (navigator.locks) return navigator.locks.request("field-sender", work);
    return (this.turn = this.turn.then(work, work));
  }

  /** All open visits as the server has them, kept on the phone. */
  async #refresh() {
    const said = await this.#try(() => this.ask("GET", ""));
    if (!said) return;
    this.stale = false;
    this.heard = true;
    this.person = said.person;
    await this.phone.forgetOthers(said.person);
    await this.phone.keepVisits(said.person, said.visits, this.lookedAt);
    await this.phone.noteFact("words", { person: said.person, language: said.language, words: said.words });
  }

  /** Open the draft and take its lease, by force or from the tab that gives it up. A refusal is the visit's. */
  open = (assignment, how = {}) => this.#alone(() => this.#open(assignment, how)).finally(() => this.kick(true));

  async #open(assignment, how = {}) {
    try {
      const visit = await this.#try(() => this.ask("POST", `/${assignment}/open`, { body: how }));
      if (!visit) return null;
      this.blocked.delete(assignment);
      await this.phone.keepVisit(this.person, visit);
      return visit;
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
      this.blocked.set(assignment, refused.message);
      return null;
    }
  }

  async #try(work) {
    try {
      const value = await work();
      this.offline = this.signedOut = false;
      return value;
    } catch (error) {
      if (!this.#isAway(error)) throw error;
      return null;
    }
  }

  #isAway(error) {
    if (error instanceof NoNetwork) [this.offline, this.heard] = [true, false];
    else if (error instanceof SignedOut) this.signedOut = true;
    else return false;
    return true;
  }

  kick(anew = false) {
    if (anew) {
      this.pause = FIRST_PAUSE;
      this.stale = true;
    }
    this.again = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#run(), 0);
  }

  async #run() {
    if (this.running || this.stopped) return;
    this.running = true;
    try {
      do {
        this.again = false;
        await this.#alone(() => this.#sendAll());
      } while (this.again && !this.stopped);
    } finally {
      this.running = false;
    }
    this.changed();
  }

  async #sendAll() {
    let wait = null;
    if (this.stale) {
      await this.#refresh();
      if (this.person && this.heard && this.toOpen) {
        const [assignment, give_up] = this.toOpen;
        if (await this.#open(assignment, { give_up })) this.toOpen = null;
      }
      this.changed();
    }
    while (!this.stopped && this.person) {
      const [entry, visit, later] = await this.#next();
      if (!entry) {
        wait = later;
        break;
      }
      if (!(await this.#deliver(entry, visit))) {
        wait = this.pause * (1 + Math.random() / 4);
        this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
        break;
      }
      this.pause = FIRST_PAUSE;
    }
    if (this.stale) wait ??= this.pause;
    if (wait !== null) this.timer = setTimeout(() => this.#run(), wait);
  }

  /** The first that may go, with its visit; else the milliseconds until one may. */
  async #next() {
    const waiting = await this.phone.waiting(this.person);
    const visits = new Map((await this.phone.visits(this.person)).map((visit) => [visit.assignment, visit]));
    let later = null;
    for (const entry of waiting) {
      const visit = visits.get(entry.assignment);
      if (entry.refused || !visit || this.blocked.has(entry.assignment) || visit.held_elsewhere) continue;
      const before = waiting.some((one) => one.assignment === entry.assignment && one.number < entry.number);
      if (entry.kind === "submit" && before) continue;
      const due = (entry.not_before ?? 0) - Date.now();
      if (due <= 0) return [entry, visit];
      later = Math.min(later ?? due, due);
    }
    return [null, null, later];
  }

  /** Whether the server has said something about it; false when it could not be reached. */
  async #deliver(entry, visit) {
    this.inFlight = entry.number;
    this.changed();
    try {
      if (![null, this.person].includes(signedInAs())) throw new SignedOut();
      if (!visit.holds || !visit.draft || visit.state === "returned") {
        visit = await this.#open(entry.assignment);
        if (!visit) return this.blocked.has(entry.assignment);
        if (!visit.holds) return true;
      }
      await this.#send(entry, visit);
      this.offline = this.signedOut = false;
    } catch (error) {
      if (this.#isAway(error)) return false;
      if (!(error instanceof Refused)) throw error;
      await this.#refused(entry, visit, error);
    } finally {
      this.inFlight = null;
      this.changed();
    }
    return true;
  }

  async #send(entry, visit) {
    const draft = `/drafts/${entry.draft ?? visit.draft}`;
    const claim = { claimed_at: entry.claimed_at, device: this.phone.device, sequence: entry.number };
    const query = `?${new URLSearchParams(claim)}`;
    const item = entry.item && encodeURIComponent(entry.item);
    const settle = (record) => this.phone.settle(this.person, entry, record);
    if (entry.kind === "answer") {
      const { stored_at } = await this.ask("PUT", `${draft}/answers/${item}`, { body: { ...claim, value: entry.value } });
      await settle((kept) => Object.assign(kept, { stored_at, answers: { ...kept.answers, [entry.item]: entry.value } }));
    } else if (entry.kind === "photo") {
      const { hash, stored_at } = await this.ask("POST", `${draft}/photos/${item}${query}`, { body: await this.phone.bytes(entry.number), kind: "photo", binary: true });
      this.stored?.(entry, hash);
      await settle((kept) => {
        const hashes = new Set([...(kept.evidence[entry.item] ?? []), hash]);
        Object.assign(kept, { stored_at, evidence: { ...kept.evidence, [entry.item]: [...hashes] } });
      });
    } else if (entry.kind === "withdraw") {
      const { stored_at } = await this.ask("DELETE", `${draft}/photos/${item}/${entry.value}${query}`);
      await settle((kept) => {
        const hashes = (kept.evidence[entry.item] ?? []).filter((hash) => hash !== entry.value);
        Object.assign(kept, { stored_at, evidence: { ...kept.evidence, [entry.item]: hashes } });
      });
    } else if (entry.kind === "place") {
      await this.ask("POST", `${draft}/place`, { body: { ...entry.value, claimed_at: entry.claimed_at } });
      await settle((kept) => Object.assign(kept, { place: entry.value.accuracy_m }));
    } else if (entry.kind === "submit") {
      await this.ask("PUT", `${draft}/submission`, { body: { claimed_at: entry.claimed_at, sent_at: new Date().toISOString() } });
      const readBack = await this.ask("GET", `/${entry.assignment}`); // the receipt is what was read back
      await settle();
      await this.phone.keepVisit(this.person, readBack);
    }
  }

  async #refused(entry, visit, refused) {
    if (refused.key === HELD) {
      await this.phone.keepVisit(this.person, { ...visit, holds: false, held_elsewhere: true });
    } else if (OF_THE_VISIT.has(refused.key) && [undefined, null, visit.draft].includes(entry.draft)) {
      this.blocked.set(entry.assignment, refused.message);
    } else if (entry.kind === "submit") {
      await this.phone.remove(entry.number);
      await this.phone.keepVisit(this.person, { ...visit, not_submitted: refused.message });
    } else {
      await this.phone.change({ ...entry, refused: refused.message });
    }
  }
}
