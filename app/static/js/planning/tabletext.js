// A table as text: a CSV file from a disk, or cells pasted from a spreadsheet. Nothing is run, nothing is guessed twice.

const SEPARATORS = ["\t", ";", ","];

// Counted outside quotes: a name may hold a comma.
function countOf(line, separator) {
  let count = 0;
  let quoted = false;
  for (const sign of line) {
    if (sign === '"') quoted = !quoted;
    else if (sign === separator && !quoted) count += 1;
  }
  return count;
}

/** The separator that the first line holds most of; cells pasted from a spreadsheet come with tabs. */
export function separatorOf(text) {
  const line = text.split(/\r?\n/, 1)[0];
  const counts = SEPARATORS.map((separator) => countOf(line, separator));
  const most = Math.max(...counts);
  return most ? SEPARATORS[counts.indexOf(most)] : "\t";
}

/** Rows of cells (RFC 4180: quotes around a cell, doubled inside it); empty rows are left out. */
export function parseRows(text) {
  const source = text.replace(/^\ufeff/, "");
  const separator = separatorOf(source);
  const rows = [];
  let row = [];
  let cell = "";
  let quoted = false;
  const endCell = () => {
    row.push(cell.trim());
    cell = "";
  };
  const endRow = () => {
    endCell();
    if (row.some(Boolean)) rows.push(row);
    row = [];
  };
  for (let i = 0; i < source.length; i += 1) {
    const sign = source[i];
    if (quoted) {
      if (sign === '"' && source[i + 1] === '"') {
        cell += '"';
        i += 1;
      } else if (sign === '"') quoted = false;
      else cell += sign;
    } else if (sign === '"' && !cell.trim()) quoted = true;
    else if (sign === separator) endCell();
    else if (sign === "\n") endRow();
    else if (sign !== "\r") cell += sign;
  }
  endRow();
  return rows;
}

/**
 * The number that a cell holds, or null: 1.234,5 and 1,234.5 alike; where only one mark stands, three digits behind
 * it make it a mark of thousands, as Vietnamese tables write (1.234).
 */
export function numberOf(cell) {
  const text = String(cell ?? "").replace(/[\s\u00a0]/g, "");
  if (!/^-?\d[\d.,]*$/.test(text)) return null;
  const last = Math.max(text.lastIndexOf("."), text.lastIndexOf(","));
  if (last < 0) return Number(text);
  const mark = text[last];
  const other = mark === "." ? "," : ".";
  const groups = text.replace("-", "").split(mark);
  const onlyThousands = !text.includes(other) && groups.slice(1).every((group) => group.length === 3) && groups[0] !== "0";
  const plain = onlyThousands ? text.replaceAll(mark, "") : text.replaceAll(other, "").replace(mark, ".");
  const value = Number(plain);
  return Number.isFinite(value) ? value : null;
}

/** A degree: its mark is always one of decimals. */
export function degreeOf(cell) {
  const text = String(cell ?? "").trim().replace(",", ".");
  return /^-?\d{1,3}(\.\d+)?$/.test(text) ? Number(text) : null;
}

const PREFIX = /^(xã|phường|thị trấn|tt\.?|p\.|x\.)\s+/;

function plainName(name) {
  return String(name ?? "").normalize("NFC").toLocaleLowerCase("vi").trim().replace(PREFIX, "");
}

/**
 * Find the unit of each row, by code or by name with all its marks; nothing is taken that only resembles.
 *
 * @param units [{code, name}]
 * @returns {values: {code: sum}, unmatched: [text], notNumbers: [text]}
 */
export function matchUnits(rows, unitColumn, valueColumn, units) {
  const byCode = new Map(units.map((unit) => [unit.code, unit.code]));
  const byName = new Map();
  for (const { code, name } of units) byName.set(plainName(name), byName.has(plainName(name)) ? null : code);
  const found = { values: {}, unmatched: [], notNumbers: [] };
  for (const row of rows) {
    const text = row[unitColumn] ?? "";
    // A spreadsheet takes 02683 for a number and writes 2683.
    const code = byCode.get(text) ?? (/^\d{4}$/.test(text) ? byCode.get(`0${text}`) : undefined) ?? byName.get(plainName(text));
    const value = numberOf(row[valueColumn]);
    if (!code) found.unmatched.push(text);
    else if (value === null || value < 0) found.notNumbers.push(`${text}: ${row[valueColumn] ?? ""}`);
    else found.values[code] = (found.values[code] ?? 0) + value;
  }
  return found;
}

const NAME_LENGTH = 200;

/** Points from rows that hold a latitude and a longitude (degrees, WGS 84) inside `box`; the rest is `refused`. */
export function pointsOf(rows, box) {
  const points = [];
  const refused = [];
  for (const row of rows) {
    const degrees = row.map(degreeOf);
    const lat = degrees.findIndex((value) => value !== null && value >= box.south && value <= box.north);
    const lon = degrees.findIndex((value) => value !== null && value >= box.west && value <= box.east);
    if (lat < 0 || lon < 0) refused.push(row.join(" · "));
    else {
      const name = row.find((cell, column) => column !== lat && column !== lon && cell) ?? "";
      points.push({ name: name.slice(0, NAME_LENGTH), lat: degrees[lat], lon: degrees[lon] });
    }
  }
  return { points, refused };
}
