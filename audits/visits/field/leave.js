// On the page for signing out: what was fetched for this person goes off the phone. What was given here and could not be sent
// yet stays until the person is back, and the page says so.

import { Phone, signedInAs } from "./phone.js";

const person = signedInAs();
const phone = await Phone.open();
if (person && (await phone.waiting(person)).length) document.getElementById("waiting").hidden = false;

document.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  try {
    await phone.forgetOthers(null);
    for (const name of await caches.keys()) if (name.startsWith("field-")) await caches.delete(name);
    await (await navigator.serviceWorker.getRegistration("/field/"))?.unregister();
  } finally {
    form.submit();
  }
});
