// The map of a tour that was taken away: drawn from the JSON in the page, with no network at all.

(() => {
  "use strict";

  const SCHEMATIC_DASH = "7 6";

  function named(layer, text) {
    // Leaflet reads a text as markup: it gets an element whose content is text.
    const label = document.createElement("span");
    label.textContent = text;
    return layer.bindTooltip(label, { sticky: true });
  }

  function drawOutlines(map, outlines) {
    for (const outline of outlines) {
      const shape = L.polygon(
        outline.rings.map((ring) => [ring]),
        { className: "commune", interactive: true, weight: 1 },
      );
      named(shape, outline.name).addTo(map);
    }
  }

  function stopIcon(stop, day) {
    const mark = document.createElement("span");
    mark.className = `mark day-${day}`;
    mark.textContent = String(stop.number);
    return L.divIcon({ html: mark, className: "stop-icon", iconSize: [26, 26] });
  }

  function openCard(id) {
    const card = document.getElementById(id);
    card.scrollIntoView();
    card.tabIndex = -1;
    card.focus({ preventScroll: true });
  }

  function drawDay(map, day, number, colours) {
    for (const leg of day.legs) {
      const line = L.polyline(leg.line, {
        color: day.colour,
        weight: 4,
        dashArray: leg.real ? null : SCHEMATIC_DASH,
        className: leg.real ? "leg-real" : "leg-schematic",
      });
      named(line, leg.text).addTo(map);
    }
    for (const end of [day.start, day.end]) {
      const box = L.circleMarker(end.at, { radius: 6, color: "#000", fillColor: "#fff", fillOpacity: 1, weight: 2 });
      named(box, end.name).addTo(map);
    }
    for (const stop of day.stops) {
      const icon = stopIcon(stop, ((number - 1) % colours) + 1);
      const marker = L.marker(stop.at, { icon, keyboard: true, alt: `${stop.number} ${stop.name}` });
      named(marker, `${stop.number} ${stop.name}`).addTo(map);
      marker.on("click keypress", () => openCard(stop.card));
    }
  }

  function start() {
    const data = JSON.parse(document.getElementById("tour-data").textContent);
    const box = document.getElementById("map");
    box.hidden = false;
    const map = L.map(box, { attributionControl: false, zoomControl: false, maxZoom: 16, zoomSnap: 0.5 });
    L.control.zoom({ zoomInTitle: data.texts.zoomIn, zoomOutTitle: data.texts.zoomOut }).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    drawOutlines(map, data.outlines);
    data.days.forEach((day, index) => drawDay(map, day, index + 1, data.colours));
    const points = data.days.flatMap((day) => [
      day.start.at,
      day.end.at,
      ...day.stops.map((stop) => stop.at),
      ...day.legs.flatMap((leg) => leg.line),
    ]);
    map.fitBounds(L.latLngBounds(points).pad(0.1), { animate: false });
    document.body.dataset.ready = "yes";
  }

  start();
})();
