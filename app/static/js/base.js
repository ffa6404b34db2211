// What lies beneath: nothing but our own outlines, or a tile service that the reader picks.

import { h, uniqueId } from "./dom.js";
import { t, tileServices } from "./page.js";

const services = tileServices.services ?? tileServices.items ?? (Array.isArray(tileServices) ? tileServices : []);

export function createBase(map, store) {
  let tiles = null;
  map.attributionControl.addAttribution(t("map.attribution"));

  function apply({ base }) {
    tiles?.remove();
    tiles = null;
    const service = services.find((item) => item.key === base);
    map.getContainer().classList.toggle("has-tiles", Boolean(service));
    if (!service) return;
    // OpenStreetMap refuses tiles to pages that send no referrer.
    tiles = L.tileLayer(service.url, {
      // The library's own list of services, never a text from the registry.
      attribution: service.attribution,
      maxZoom: service.max_zoom ?? 18,
      subdomains: service.subdomains ?? "abc",
      referrerPolicy: "strict-origin-when-cross-origin",
    }).addTo(map);
  }

  store.on(["base"], apply);
  apply(store.get());
}

/** Radio buttons of the bases; the foreign ones say which host they ask. */
export function basePanel(store) {
  const name = uniqueId("base");
  const choice = (key, text) => {
    const input = h("input", { type: "radio", name, value: key, id: `${name}-${key}` });
    input.checked = store.get().base === key;
    input.addEventListener("change", () => store.set({ base: key }));
    return h("div", { class: "choice" }, input, h("label", { for: input.id }, text));
  };
  return h(
    "fieldset",
    { class: "base-choice" },
    h("legend", {}, t("base.title")),
    choice("none", t("base.own")),
    ...services.map((service) => choice(service.key, service.title)),
    services.length ? h("p", { class: "muted small" }, t("base.note")) : null,
  );
}
