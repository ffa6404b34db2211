// The map of a tour that was taken away: drawn from the JSON in the page, with no network at all.

(() => {
  "use strict";

  const DASH = 6;
  const GAP = 10;

  function named(layer, lines) {
    // Leaflet reads a text as markup: it gets an element whose content is text.
    const label = document.createElement("div");
    for (const line of lines) {
      const row = document.createElement("div");
      row.textContent = line;
      label.append(row);
    }
    return layer.bindTooltip(label, { sticky: true });
  }

  function drawOutlines(map, outlines) {
    for (const outline of outlines) {
      const shape = L.polygon(
        outline.rings.map((ring) => [ring]),
        { className: "commune", interactive: true, weight: 1 },
      );
      named(shape, [outline.name]).addTo(map);
    }
  }

  function markIcon(mark, day) {
    const label = document.createElement("span");
    label.className = `mark day-${day}`;
    label.textContent = mark.label;
    return L.divIcon({ html: label, className: "stop-icon", iconSize: [26, 26] });
  }

  function openCard(id) {
    const card = document.getElementById(id);
    card.scrollIntoView();
    card.tabIndex = -1;
    card.focus({ preventScroll: true });
  }

  // The parts of a way that the day has not drawn yet: drawn twice, one dash would fill the other's gaps.
  function newParts(line, drawn) {
    const parts = [];
    for (let at = 1; at < line.length; at += 1) {
      const part = [line[at - 1], line[at]];
      const key = part.map(String).sort().join(" ");
      if (!drawn.has(key)) {
        drawn.add(key);
        parts.push(part);
      }
    }
    return parts;
  }

  function drawLegs(map, day, number) {
    const drawn = new Set();
    for (const leg of day.legs) {
      const parts = leg.real ? [leg.line] : newParts(leg.line, drawn);
      const looks = { color: day.colour, weight: 4, className: leg.real ? "leg-real" : "leg-schematic" };
      if (!leg.real) {
        // Days that go the same way take turns.
        Object.assign(looks, { dashArray: `${DASH} ${GAP}`, dashOffset: String(number * (DASH + 2)), lineCap: "butt" });
      }
      if (parts.length) {
        named(L.polyline(parts, looks), [leg.text]).addTo(map);
      }
    }
  }

  function drawDay(map, day, number, colours) {
    drawLegs(map, day, number);
    for (const end of [day.start, day.end]) {
      const box = L.circleMarker(end.at, { radius: 6, color: "#000", fillColor: "#fff", fillOpacity: 1, weight: 2 });
      named(box, [end.name]).addTo(map);
    }
    for (const mark of day.marks) {
      const icon = markIcon(mark, ((number - 1) % colours) + 1);
      const marker = L.marker(mark.at, { icon, keyboard: true, alt: mark.names.join(", ") });
      named(marker, mark.names).addTo(map);
      marker.on("click keypress", () => openCard(mark.card));
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
      ...day.marks.map((mark) => mark.at),
      ...day.legs.flatMap((leg) => leg.line),
    ]);
    map.fitBounds(L.latLngBounds(points).pad(0.1), { animate: false });
    document.body.dataset.ready = "yes";
  }

  start();
})();
