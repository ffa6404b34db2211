// The way to the page that shares what is on screen: QR code, short link, mail.

import { announce, h } from "../dom.js";
import { pageState, t } from "../page.js";

// As geodata/office/site_paths.py has it.
const LONGEST_PATH = 2000;

/** @param place() → path of this site with query and fragment, read when the link is used */
export function shareLink(place) {
  const said = h("p", { class: "note small", role: "status", hidden: true }, t("share.too_long"));
  const link = h("a", { class: "button", rel: "nofollow", dataset: { action: "share-page" } }, t("share.page"));

  // A place of the site as the site itself names it, wherever it is mounted.
  function refresh() {
    const path = place().slice(pageState.prefix.length);
    link.href = `${pageState.prefix}/share?${new URLSearchParams({ page: path })}`;
    said.hidden = path.length <= LONGEST_PATH;
    return said.hidden;
  }

  for (const event of ["pointerenter", "focus"]) link.addEventListener(event, refresh);
  link.addEventListener("click", (event) => {
    if (refresh()) return;
    event.preventDefault();
    announce(t("share.too_long"));
  });
  refresh();
  return h("div", { class: "share-page" }, h("p", {}, link), said);
}
