// What was done with the photos of a record, as part of its history.

import { h } from "../dom.js";
import { t } from "../page.js";
import { moment } from "../registry/moments.js";

function eventItem(event) {
  const what = [event.caption, event.fields.join(", ")].filter(Boolean).join("; ");
  return h(
    "li",
    { dataset: { deed: event.action } },
    h("strong", {}, event.action_text),
    what ? ` (${what})` : null,
    ` – ${event.who}, `,
    h("time", { datetime: event.at }, moment(event.at)),
    event.reason ? h("span", { class: "small" }, ` – ${event.reason}`) : null,
  );
}

/** A heading and a list of the deeds, the newest first; nothing where there are none. */
export function photoEvents(events) {
  if (!events.length) return null;
  return h("details", { id: "photo-history" }, h("summary", {}, t("photo.history", { count: events.length })), h("ul", {}, ...events.map(eventItem)));
}
