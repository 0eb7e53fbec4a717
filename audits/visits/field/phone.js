// What is kept on the phone, in IndexedDB: the person's open visits as they were fetched, and what waits to be sent.
// What waits has a number that only rises: it is the count by which the server tells old from new.

const NAME = "field";
const GIVING = "field-giving "; // what is being put into IndexedDB: that takes a moment which a page that is closed does not have
const COOKIE = /(?:^|; )(?:__Host-)?field_person=([^;]+)/; // set at sign-in, gone after sign-out

/** Whose visits may be shown without a network. */
export const signedInAs = () => COOKIE.exec(document.cookie)?.[1] ?? null;

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const note = (mark, text) => {
  try {
    localStorage.setItem(mark, text);
  } catch {
    // Full, or forbidden: the queue takes it all the same.
  }
};

const random = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

export class Phone {
  static async open() {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("facts");
      request.result.createObjectStore("visits", { keyPath: ["person", "assignment"] });
      request.result.createObjectStore("waiting", { keyPath: "number", autoIncrement: true });
      request.result.createObjectStore("bytes"); // of photos that wait, by number: read only when they are sent or shown
    };
    const phone = new Phone();
    phone.base = await done(request);
    phone.device = await phone.fact("device", random);
    phone.lease = await phone.fact("lease", random);
    await phone.#recover();
    navigator.storage?.persist?.();
    return phone;
  }

  async #change(stores, work) {
    const transaction = this.base.transaction(stores, "readwrite", { durability: "strict" });
    const ended = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
    });
    const value = await work(...stores.map((name) => transaction.objectStore(name)));
    await ended;
    return value;
  }

  #read = (store) => this.base.transaction(store).objectStore(store);

  fact = (name, make) =>
    this.#change(["facts"], async (facts) => {
      const known = await done(facts.get(name));
      if (known !== undefined || !make) return known;
      const made = make();
      await done(facts.put(made, name));
      return made;
    });

  noteFact = (name, value) => this.#change(["facts"], (facts) => done(facts.put(value, name)));

  visits = async (person) => (await done(this.#read("visits").getAll())).filter((visit) => visit.person === person);

  /** All open visits as the server has them; one that is no longer open goes, unless it is looked at or something waits. */
  keepVisits = (person, visits, lookedAt) =>
    this.#change(["visits", "waiting"], async (kept, waiting) => {
      const needed = new Set((await done(waiting.getAll())).filter((one) => one.person === person).map((one) => one.assignment));
      for (const old of await done(kept.getAll())) {
        const open = visits.some((visit) => visit.assignment === old.assignment);
        if (old.person !== person || (!open && old.assignment !== lookedAt && !needed.has(old.assignment))) await done(kept.delete([old.person, old.assignment]));
      }
      for (const visit of visits) {
        const { place } = (await done(kept.get([person, visit.assignment]))) ?? {};
        await done(kept.put({ place, ...visit, person }));
      }
    });

  keepVisit = (person, visit) => this.#change(["visits"], (kept) => done(kept.put({ ...visit, person })));

  /** Off the phone with all that was fetched for others. What they gave and could not send stays until they are back. */
  forgetOthers = (person) =>
    this.#change(["visits", "facts"], async (kept, facts) => {
      for (const visit of await done(kept.getAll())) {
        if (visit.person !== person) await done(kept.delete([visit.person, visit.assignment]));
      }
      if ((await done(facts.get("words")))?.person !== person) await done(facts.delete("words"));
    });

  waiting = async (person) => (await done(this.#read("waiting").getAll())).filter((one) => one.person === person);

  /** Queue something given. What was refused, or typed on and not sent yet, of the same item makes room. */
  add = async (entry, makesRoom, photo) => {
    const mark = `${GIVING}${entry.assignment} ${entry.item}`;
    const text = entry.kind === "answer" ? JSON.stringify(entry) : null;
    if (text) note(mark, text);
    await this.#queue(entry, makesRoom, photo);
    if (text && localStorage.getItem(mark) === text) localStorage.removeItem(mark);
  };

  /** Answers that a closed page had no time to queue. */
  async #recover() {
    for (const mark of Object.keys(localStorage).filter((name) => name.startsWith(GIVING))) {
      const entry = JSON.parse(localStorage.getItem(mark));
      const [queued] = (await done(this.#read("waiting").getAll())).filter((old) => old.item === entry.item && old.claimed_at === entry.claimed_at);
      if (!queued) await this.#queue(entry, (old) => old.kind === "answer" && old.item === entry.item && old.typed);
      localStorage.removeItem(mark);
    }
  }

  #queue = (entry, makesRoom = () => false, photo) =>
    this.#change(["waiting", "bytes"], async (waiting, bytes) => {
      for (const old of await done(waiting.getAll())) {
        if (old.assignment !== entry.assignment || old.person !== entry.person || !makesRoom(old)) continue;
        await done(waiting.delete(old.number));
        await done(bytes.delete(old.number));
      }
      const number = await done(waiting.add(entry));
      if (photo) await done(bytes.put(photo, number));
    });

  bytes = (number) => done(this.#read("bytes").get(number));

  change = (entry) => this.#change(["waiting"], (waiting) => done(waiting.put(entry)));

  remove = (number) =>
    this.#change(["waiting", "bytes"], async (waiting, bytes) => {
      await done(waiting.delete(number));
      await done(bytes.delete(number));
    });

  /** The server has it: off the queue and into the visit, in one step. */
  settle = (person, entry, record) =>
    this.#change(["waiting", "bytes", "visits"], async (waiting, bytes, kept) => {
      await done(waiting.delete(entry.number));
      await done(bytes.delete(entry.number));
      const visit = await done(kept.get([person, entry.assignment]));
      if (visit && record) {
        record(visit);
        await done(kept.put(visit));
      }
    });
}
