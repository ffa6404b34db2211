// Symbols of points: the shape says the group (or the layer), the number and the size say the stars,
// the outline says the status. Colour only repeats what the shape says.

import { s } from "./dom.js";

// Okabe and Ito's palette, darkened where white text stands on it.
const GROUPS = {
  food: { colour: "#b34700", shape: circle },
  beverage: { colour: "#00629b", shape: square },
  herbal: { colour: "#00704f", shape: diamond },
  craft: { colour: "#8a3a78", shape: triangle },
  ornamental: { colour: "#5c5c00", shape: pentagon },
  tourism: { colour: "#3d4fb5", shape: hexagon },
  garment: { colour: "#7a2e2e", shape: turnedTriangle },
  souvenir: { colour: "#2f5d62", shape: turnedPentagon },
};
const UNKNOWN_GROUP = { colour: "#555f66", shape: circle };

const PLACES = {
  producers: { colour: "#3c4a52", letter: "C" },
  craft_villages: { colour: "#8a3a78", letter: "N" },
  material_zones: { colour: "#3f6d1c", letter: "V" },
  sales_points: { colour: "#a3211b", letter: "B" },
  markets: { colour: "#7a4a00", letter: "P" },
  sights: { colour: "#1f5f8b", letter: "T" },
  planned_sites: { colour: "#6b4e00", letter: "Q" },
  chain_breaks: { colour: "#8b0000", letter: "×" },
  chain_unknown: { colour: "#6b4a00", letter: "?" },
};

const DASHES = { in_force: "none", lapsed: "4 2.5", undetermined: "1 2.5" };

function polygon(sides, turn, radius = 11) {
  const points = [];
  for (let i = 0; i < sides; i += 1) {
    const angle = turn + (2 * Math.PI * i) / sides;
    points.push(`${(radius * Math.cos(angle)).toFixed(2)},${(radius * Math.sin(angle)).toFixed(2)}`);
  }
  return s("polygon", { points: points.join(" ") });
}

function circle() {
  return s("circle", { r: 10 });
}
function square() {
  return s("rect", { x: -9, y: -9, width: 18, height: 18 });
}
function diamond() {
  return polygon(4, 0, 12.5);
}
function triangle() {
  return polygon(3, -Math.PI / 2, 13.5);
}
function turnedTriangle() {
  return polygon(3, Math.PI / 2, 13.5);
}
function pentagon() {
  return polygon(5, -Math.PI / 2, 12);
}
function turnedPentagon() {
  return polygon(5, Math.PI / 2, 12);
}
function hexagon() {
  return polygon(6, 0, 11.5);
}

function picture(size, ...children) {
  return s(
    "svg",
    { width: size, height: size, viewBox: "-15 -15 30 30", "aria-hidden": "true", focusable: "false" },
    ...children,
  );
}

function caption(text, y = 4) {
  return s(
    "text",
    { x: 0, y, "text-anchor": "middle", "font-size": 11, "font-weight": 700, fill: "#fff", "font-family": "sans-serif" },
    text,
  );
}

export function productSize(stars) {
  return { 3: 26, 4: 29, 5: 33 }[stars] ?? 23;
}

export function productPicture({ group, stars, status }) {
  const look = GROUPS[group] ?? UNKNOWN_GROUP;
  const shape = look.shape();
  shape.setAttribute("fill", look.colour);
  const halo = look.shape();
  halo.setAttribute("fill", "none");
  halo.setAttribute("stroke", "#fff");
  halo.setAttribute("stroke-width", "5");
  const outline = look.shape();
  outline.setAttribute("fill", "none");
  outline.setAttribute("stroke", "#000");
  outline.setAttribute("stroke-width", "2");
  outline.setAttribute("stroke-dasharray", DASHES[status] ?? "none");
  const low = group === "craft" ? 7 : 4;
  return picture(productSize(stars), halo, shape, outline, caption(stars ?? "–", low));
}

export function placePicture(layerKey, moreRoles = 0) {
  const look = PLACES[layerKey];
  const children = [
    s("rect", { x: -11, y: -9, width: 22, height: 18, rx: 5, fill: look.colour, stroke: "#fff", "stroke-width": 2 }),
    caption(look.letter),
  ];
  if (moreRoles > 0) {
    children.push(s("circle", { cx: 10, cy: -9, r: 5, fill: "#fff", stroke: "#000" }));
    children.push(s("text", { x: 10, y: -6, "text-anchor": "middle", "font-size": 8, fill: "#000" }, `+${moreRoles}`));
  }
  return picture(26, ...children);
}

/** A swatch for areas: one colour, or a hatch of #hatches. */
export function areaSwatch(fillValue, stroke = "#5a625e") {
  return s(
    "svg",
    { width: 26, height: 16, "aria-hidden": "true", class: "swatch" },
    s("rect", { x: 1, y: 1, width: 24, height: 14, fill: fillValue, stroke }),
  );
}

export function lineSwatch(stroke, width, dashes = "none") {
  return s(
    "svg",
    { width: 26, height: 16, "aria-hidden": "true", class: "swatch" },
    s("line", { x1: 1, y1: 8, x2: 25, y2: 8, stroke, "stroke-width": width, "stroke-dasharray": dashes }),
  );
}

function hatch(id, width, ...children) {
  return s(
    "pattern",
    { id, width, height: width, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    ...children,
  );
}

/** Hatches that fills name as url(#…): no data, no rate, known only by district. */
export function addHatches() {
  document.body.append(
    s(
      "svg",
      { width: 0, height: 0, "aria-hidden": "true", id: "hatches", class: "visually-hidden" },
      s(
        "defs",
        {},
        hatch(
          "hatch-no-data",
          7,
          s("rect", { width: 7, height: 7, fill: "#d9dcda" }),
          s("rect", { width: 2, height: 7, fill: "#8d9490" }),
        ),
        hatch(
          "hatch-no-rate",
          6,
          s("rect", { width: 6, height: 6, fill: "#ffffff" }),
          s("circle", { cx: 3, cy: 3, r: 1.2, fill: "#6d5a2c" }),
        ),
        hatch("hatch-district", 6, s("rect", { width: 3, height: 6, fill: "#7a1fa2" })),
      ),
    ),
  );
}
