// What a line or a mark of the value chain says; every text from data is a text node.

import { h } from "../dom.js";
import { popupBody } from "../desk/popupbody.js";
import { number } from "../format.js";
import { pageState, t } from "../page.js";

function recordLink({ kind, id, name }) {
  return h("a", { href: `${pageState.prefix}/${kind}/${encodeURIComponent(id)}` }, name);
}

function more(count, named) {
  return count > named ? h("p", { class: "small muted" }, t("chain.more", { count: number(count - named) })) : null;
}

export function linksPopup({ count, links }) {
  const items = links.map((link) => h("li", {}, `${link.kind_text} (${t(`chain.certainty.${link.certainty}`)}): `, recordLink(link.start), " → ", recordLink(link.end), ...link.said.map((saying) => saying.in_words).filter(Boolean).map((text) => h("p", { class: "small" }, text))));
  return popupBody(t("chain.links", { count: number(count) }), [], h("ul", { class: "popup-list" }, ...items), more(count, links.length));
}

export function breaksPopup({ count, records }) {
  const items = records.map((one) => h("li", {}, recordLink(one), h("p", { class: "small" }, `${one.state_text}: ${one.reason_text}`)));
  const places = records.every((one) => one.own_point) ? null : h("p", { class: "small muted" }, t("chain.commune_point"));
  return popupBody(t("chain.records", { count: number(count) }), [], h("ul", { class: "popup-list" }, ...items), more(count, records.length), places);
}
