// The small map of a page: one unit or one point, with its neighbours, drawn from our own layers.
// The text below the map says the same; a map that cannot be drawn says so and leaves the text.

const MARGIN = 0.25;
const MAX_ZOOM = 13;

/** Return the address of a layer for one small map. */
function layerUrl(options, key) {
  const query = new URLSearchParams();
  if (options.units) query.set("units", options.units);
  if (options.box) query.set("bbox", options.box);
  const text = query.toString();
  return `${options.api}/layers/${key}.geojson${text ? `?${text}` : ""}`;
}

/** Fetch a layer; anything but an answer is an error. */
async function fetchLayer(url) {
  const answer = await fetch(url, { headers: { Accept: "application/geo+json" } });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.json();
}

/** Return the colours of the page for lines and areas. */
function colours(element) {
  const style = getComputedStyle(element);
  const of = (name) => style.getPropertyValue(name).trim();
  return { chosen: of("--accent"), line: of("--line-strong"), other: of("--paper") };
}

/** Return how a unit is drawn: the one of the page stands out by line and fill, not by colour alone. */
function unitStyle(feature, options, paint) {
  const chosen = feature.properties.code === options.code;
  return {
    color: chosen ? paint.chosen : paint.line,
    weight: chosen ? 3 : 1,
    dashArray: chosen && options.smallMap === "district" ? "6 5" : null,
    fillColor: chosen ? paint.chosen : paint.other,
    fillOpacity: chosen ? 0.18 : 0.6,
    interactive: !chosen,
  };
}

/** Name a neighbour when it is pointed at; text is text. */
function nameLayer(feature, layer) {
  const label = document.createElement("span");
  label.textContent = feature.properties.name;
  layer.bindTooltip(label, { sticky: true });
}

/** Return the units as a layer, and the chosen one: all of them where it is not among them. */
function unitLayer(collection, options, paint) {
  const layer = window.L.geoJSON(collection, {
    style: (feature) => unitStyle(feature, options, paint),
    onEachFeature: nameLayer,
  });
  const chosen = layer.getLayers().find((one) => one.feature.properties.code === options.code);
  return { layer, chosen: chosen ?? layer };
}

/** Draw one small map. */
async function draw(element) {
  const options = element.dataset;
  const paint = colours(element);
  const collection = await fetchLayer(layerUrl(options, options.layer || "communes"));
  const { layer, chosen } = unitLayer(collection, options, paint);
  const point = options.lon === undefined ? null : [Number(options.lat), Number(options.lon)];
  const bounds = chosen.getBounds();
  if (point) bounds.extend(point);
  const map = window.L.map(element, {
    attributionControl: false,
    scrollWheelZoom: false,
    zoomControl: false,
    keyboard: false,
    maxZoom: MAX_ZOOM,
  });
  // The view comes first: a path that is added before it finds no canvas to be clipped to.
  map.fitBounds(bounds.pad(MARGIN));
  layer.addTo(map);
  // Browsers stop at every path that has a tooltip: a hundred stops in one picture, which the text below tells.
  layer.eachLayer((one) => one.getElement().setAttribute("tabindex", "-1"));
  chosen.bringToFront();
  if (point) {
    window.L.circleMarker(point, { radius: 8, color: paint.chosen, weight: 3, fillOpacity: 0.6 }).addTo(map);
  }
  element.dataset.ready = "true";
}

/** Say that a map could not be drawn. */
function fail(element) {
  const note = document.createElement("p");
  note.className = "warning";
  note.textContent = element.dataset.failed;
  element.replaceWith(note);
}

for (const element of document.querySelectorAll("[data-small-map]")) {
  draw(element).catch((error) => {
    console.warn(error);
    fail(element);
  });
}
