// Numbers, dates and order as the reader's language writes them.

import { pageState } from "./page.js";

const locale = pageState.lang === "en" ? "en-GB" : "vi-VN";
const numberFormat = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });

/** Vietnamese order in both languages: the names are Vietnamese. */
export const collator = new Intl.Collator("vi", { numeric: true });

export function number(value, digits) {
  if (value === null || value === undefined || Number.isNaN(value)) return "";
  if (digits === undefined) return numberFormat.format(value);
  return new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

/** dd/mm/yyyy from an ISO day; anything else as it is. */
export function date(iso) {
  const parts = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso ?? "");
  return parts ? `${parts[3]}/${parts[2]}/${parts[1]}` : String(iso ?? "");
}

/** A published total's day, only as precise as the source is. */
export function dateOf(iso, precision) {
  const [year, month] = String(iso).split("-");
  if (precision === "year") return year;
  return precision === "month" ? `${month}/${year}` : date(iso);
}
