// From a row, a hit or a number to the place on the map: fly there, open the popup.

import { popupOptions } from "./mapsetup.js";
import { h } from "./dom.js";
import { layerSpec, layerSpecs, t } from "./page.js";
import { PAGES, popupNode } from "./popups.js";
import { pageUrl } from "./api.js";
import { productList } from "./summary.js";

const LEVELS = { commune: "communes", district: "districts" };

export function createReveal({ map, store, control, points, boundaries, view, figure }) {
  /** The same place in other layers on screen. */
  function otherRoles(key, feature) {
    const place = feature.properties.place_id;
    if (!place) return [];
    return layerSpecs
      .filter((spec) => spec.key !== key && spec.key !== "products")
      .flatMap((spec) => control.features(spec.key).map((other) => ({ key: spec.key, feature: other })))
      .filter((other) => other.feature.properties.place_id === place)
      .map((other) => ({ ...other, href: pageUrl(PAGES[other.key], other.feature.properties.id, store.get()) }));
  }

  /** The node of a popup; a commune lists the products that pass the filter and lie in it. */
  function popup(key, feature) {
    const node = popupNode(key, feature, store.get(), otherRoles(key, feature), key === "communes" ? figure(feature.properties.code) : null);
    if (key !== "communes") return node;
    const found = view.records((one) => one.commune_code === feature.properties.code);
    const text = feature.properties.has_records ? t("popup.commune_products", { count: found.length }) : t("popup.no_records");
    node.append(h("h4", {}, text), found.length ? productList(found, store.get()) : "");
    return node;
  }

  function openAt(latlng, node) {
    L.popup(popupOptions()).setLatLng(latlng).setContent(node).openOn(map);
  }

  function districtPoint(code) {
    const district = control.features("districts").find((one) => one.properties.code === code);
    return district ? [district.properties.label_lat, district.properties.label_lon] : null;
  }

  function pointOf(feature) {
    if (feature.geometry?.type === "Point") return [feature.geometry.coordinates[1], feature.geometry.coordinates[0]];
    const { label_lat: lat, label_lon: lon, district_code: district } = feature.properties;
    if (lat !== undefined && lat !== null) return [lat, lon];
    return district ? districtPoint(district) : null;
  }

  async function makeVisible(key) {
    const { layers } = store.get();
    if (!(key in layers)) {
      store.set({ layers: Object.fromEntries(layerSpecs.filter((s) => s.key in layers || s.key === key).map((s) => [s.key, layers[s.key] ?? 1])) });
    }
    await control.load(key);
    await control.sync();
  }

  /** Show a feature of a table or a search; one without a point opens where its district is, and says so. */
  async function choose(key, feature) {
    await makeVisible(key);
    const id = feature.properties.id ?? feature.properties.code;
    if (layerSpec(key).geometry !== "point" && (await boundaries.reveal(key, id, control.sync))) return;
    // The markers follow in the same turn as the layers: let them be drawn first.
    await new Promise((resolve) => setTimeout(resolve, 30));
    if (await points.reveal(feature)) return;
    const place = pointOf(feature);
    if (place) map.setView(place, Math.max(map.getZoom(), feature.geometry ? 12 : 10));
    openAt(place ?? map.getCenter(), popup(key, feature));
  }

  async function hit(item) {
    const key = LEVELS[item.type] ?? item.type;
    await makeVisible(key);
    const feature = control.features(key).find((one) => (one.properties.id ?? one.properties.code) === item.id);
    if (feature) await choose(key, feature);
    else if (item.lat !== null) map.setView([item.lat, item.lon], 12);
  }

  function districtList(feature) {
    const { code, name } = feature.properties;
    const found = view.records((one) => one.in_system === "district_only" && one.district_code === code);
    return h(
      "article",
      { class: "popup" },
      h("h3", {}, h("a", { href: pageUrl("districts", code, store.get()) }, name)),
      productList(found, store.get(), t("popup.district_only", { count: found.length })),
    );
  }

  /** The products behind one of the three numbers that lie in no commune. */
  function openList(name) {
    const found = view.records((one) => one.in_system === name);
    const node = h("article", { class: "popup" }, h("h3", {}, t(`summary.${name}`)), productList(found, store.get(), t(`placement.${name}`)));
    openAt(map.getCenter(), node);
    document.getElementById("map-frame").scrollIntoView({ block: "nearest" });
  }

  return { popup, choose, hit, districtList, openList };
}
