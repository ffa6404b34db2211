// What the file holds: layers, colours, search and pages of communes, unpacked when first asked for.

const data = JSON.parse(document.getElementById("atlas-data").textContent);

export const about = data.about;

// An address names what it likes: only what the file itself holds is found.
function own(from, name) {
  return from && Object.hasOwn(from, name) ? from[name] : null;
}

/** What is not inside is said in words; nothing is asked for anywhere else. */
export class NotInside extends Error {}

// Outlines are chains of steps between points, in units of the last decimal.
function ring(steps, scale) {
  const points = [];
  let x = 0;
  let y = 0;
  for (let i = 0; i < steps.length; i += 2) {
    x += steps[i];
    y += steps[i + 1];
    points.push([x / scale, y / scale]);
  }
  return points;
}

function outline(polygons, scale) {
  if (!polygons) return null;
  const coordinates = polygons.map((rings) => rings.map((steps) => ring(steps, scale)));
  return coordinates.length === 1 ? { type: "Polygon", coordinates: coordinates[0] } : { type: "MultiPolygon", coordinates };
}

function geometries({ scale, outlines, points, lines }) {
  if (outlines) return outlines.map((polygons) => outline(polygons, scale));
  if (points) return points.map((coordinates) => coordinates && { type: "Point", coordinates });
  return lines.map((coordinates) => coordinates && { type: "LineString", coordinates });
}

const made = new Map();

function once(key, make) {
  if (!made.has(key)) made.set(key, make());
  return made.get(key);
}

function rowsOf(table) {
  const { fields, rows } = data.tables[table];
  return rows.map((row) => Object.fromEntries(fields.map((name, i) => [name, row[i]])));
}

/** The collection of a layer; `detail` is the zoom that its outlines are for. Null where it is not inside. */
export function collection(units, key, detail = "") {
  const found = own(own(data.layers, units), key);
  const shapes = own(found?.shapes, detail);
  if (shapes === null) return null;
  return once(`layer ${units} ${key} ${detail}`, () => {
    const drawn = geometries(data.shapes[shapes]);
    const features = rowsOf(found.table).map((properties, i) => ({ type: "Feature", properties, geometry: drawn[i] }));
    return { ...data.members[units], type: "FeatureCollection", count: features.length, features };
  });
}

export const summary = data.summary;

export function hasUnits(units) {
  return Object.hasOwn(data.layers, units);
}

/** What the server says of an indicator besides classes; `crop` is one of `crops`. */
export function indicatorOf(units, name, crop) {
  return own(own(data.indicators, units), crop ? `${name} ${crop}` : name);
}

export function cropsOf(units) {
  return data.crops[units] ?? [];
}

/** Number of classes → their colours. */
export function coloursOf(palette) {
  return own(data.palettes, palette);
}

/** Commune code → residents that a rate may be told of. */
export function residentsOf(units) {
  return data.residents[units] ?? {};
}

const HIT = ["type", "id", "name", "detail", "lon", "lat"];

/** Everything that a search goes through, in Vietnamese order of the names. */
export function searchable(units) {
  return once(`search ${units}`, () => (data.search[units] ?? []).map((row) => Object.fromEntries(HIT.map((name, i) => [name, row[i]]))));
}

export function pageOf(units, code) {
  return own(own(data.communes, units)?.pages, code);
}

/** What all pages of a unit system say alike. */
export function sharedOf(units) {
  return data.communes[units].shared;
}
