// Products and places on the map: one cluster group for all, since most of them lie at the inner point of
// a commune, and two groups would hide each other there.

import { popupOptions } from "./mapsetup.js";
import { h } from "./dom.js";
import { label, t } from "./page.js";
import { placePicture, productPicture, productSize } from "./symbols.js";

const CHUNK_FROM = 3000;
const REVEAL_ZOOM = 11.5;
const CLUSTER_ANIMATION_MS = 400;

// An icon that draws its picture only when its marker comes on the map.
const PictureIcon = L.DivIcon.extend({
  createIcon() {
    const element = document.createElement("div");
    element.append(this.options.draw());
    this._setIconStyles(element, "icon");
    return element;
  },
});

function icon(size, draw) {
  return new PictureIcon({ className: "point", iconSize: [size, size], iconAnchor: [size / 2, size / 2], draw });
}

const productIcons = new Map();

function productIcon(product) {
  const key = `${product.group}|${product.stars}|${product.status}`;
  if (!productIcons.has(key)) productIcons.set(key, icon(productSize(product.stars), () => productPicture(product)));
  return productIcons.get(key);
}

function clusterPart(text, className) {
  return h("span", { class: className }, text);
}

// Products and places are never added into one number: the cluster shows both.
function clusterIcon(cluster) {
  const children = cluster.getAllChildMarkers();
  const products = children.filter((marker) => marker.layerKey === "products").length;
  const places = children.length - products;
  const body = h("span", { class: "cluster-body" });
  if (products) body.append(clusterPart(products, "cluster-products"));
  if (places) body.append(clusterPart(places, "cluster-places"));
  const title = t("map.cluster", { products, places });
  cluster.options.title = title;
  return L.divIcon({ className: "cluster", html: body, iconSize: [products && places ? 58 : 36, 32] });
}

function pointOf(feature) {
  const [lon, lat] = feature.geometry.coordinates;
  return [lat, lon];
}

function productTitle(product) {
  const stars = product.stars ? t("popup.stars", { stars: product.stars }) : t("popup.no_stars");
  return `${product.name} – ${label("product_group", product.group)}, ${stars}`;
}

/** Draws points; `open(key, feature)` gives the node of a popup. */
export function createPoints(map, open, onopen) {
  const cluster = L.markerClusterGroup({
    iconCreateFunction: clusterIcon,
    maxClusterRadius: 34,
    showCoverageOnHover: false,
    spiderfyDistanceMultiplier: 1.7,
    // Thousands of markers come in short turns: the numbers and the table never wait for them.
    chunkInterval: 40,
    chunkDelay: 10,
    animate: !matchMedia("(prefers-reduced-motion: reduce)").matches,
  });
  cluster.addTo(map);
  const markers = new Map();
  let shown = [];

  // One popup for all: it asks the marker that it is opened on what it shows. Opening says so to the rest of
  // the page only where it was closed before.
  const popup = L.popup(popupOptions()).setContent((marker) => open(marker.layerKey, marker.feature));
  cluster.on("keypress", ({ layer }) => {
    if (popup._source !== layer) popup.close();
  });
  cluster.bindPopup(popup);
  cluster.on("popupopen", ({ layer }) => onopen(layer.layerKey, layer.feature));
  // It leaves with its marker: into a cluster, or out of the filter.
  map.on("layerremove", ({ layer }) => {
    if (layer.layerKey && popup._source === layer) popup.close();
  });

  function openPopup(marker) {
    popup.close();
    popup._source = marker;
    cluster.openPopup(marker.getLatLng());
  }

  // The keyboard follows what it opened: the first marker of the spread cluster.
  cluster.on("spiderfied", (event) => {
    for (const marker of event.markers) marker.getElement()?.setAttribute("tabindex", "0");
    if (cluster.openedByKey) event.markers[0].getElement()?.focus();
    cluster.openedByKey = false;
  });
  cluster.on("clusterkeypress", (event) => {
    cluster.openedByKey = event.originalEvent?.key === "Enter";
  });

  function makeMarker(key, feature, title, look) {
    const marker = L.marker(pointOf(feature), { icon: look, title, keyboard: true, riseOnHover: true });
    marker.layerKey = key;
    marker.feature = feature;
    return marker;
  }

  function markerOf(key, feature, makeLook) {
    if (!markers.has(feature)) markers.set(feature, makeMarker(key, feature, ...makeLook()));
    return markers.get(feature);
  }

  function productMarker(feature) {
    return markerOf("products", feature, () => [productTitle(feature.properties), productIcon(feature.properties)]);
  }

  function placeMarker(key, feature) {
    const more = Math.max(0, (feature.properties.roles?.length ?? 1) - 1);
    return markerOf(key, feature, () => [feature.properties.name, icon(26, () => placePicture(key, more))]);
  }

  /** Show exactly these: [{key, features, opacity}]; a place of several layers is drawn once. */
  function show(layers) {
    const wanted = [];
    const drawnPlaces = new Set();
    for (const { key, features, opacity } of layers) {
      for (const feature of features) {
        if (!feature.geometry) continue;
        const place = key === "products" ? null : feature.properties.place_id;
        if (place && drawnPlaces.has(place)) continue;
        if (place) drawnPlaces.add(place);
        const marker = key === "products" ? productMarker(feature) : placeMarker(key, feature);
        marker.setOpacity(opacity);
        wanted.push(marker);
      }
    }
    replace(wanted);
  }

  // Nothing is taken off and put back without need: that would close popups and fold spread clusters.
  function replace(wanted) {
    if (wanted.length === shown.length && wanted.every((marker, i) => marker === shown[i])) return;
    shown = wanted;
    cluster.options.chunkedLoading = wanted.length > CHUNK_FROM;
    cluster.clearLayers();
    cluster.addLayers(wanted);
  }

  /**
   * Bring a feature's marker into view, out of its cluster, and open its popup; false where it has none.
   *
   * Not zoomToShowLayer: it zooms in to the end where many markers share one point.
   */
  async function reveal(feature) {
    const marker = markers.get(feature);
    if (!marker || !cluster.hasLayer(marker)) return false;
    const zoom = Math.max(map.getZoom(), REVEAL_ZOOM);
    const moves = zoom !== map.getZoom();
    map.setView(marker.getLatLng(), zoom, { animate: false });
    if (moves) await new Promise((resolve) => setTimeout(resolve, CLUSTER_ANIMATION_MS));
    const parent = cluster.getVisibleParent(marker);
    if (parent && parent !== marker) parent.spiderfy();
    openPopup(marker);
    return true;
  }

  function forget() {
    shown = [];
    cluster.clearLayers();
    markers.clear();
  }

  return { show, reveal, forget, cluster };
}
