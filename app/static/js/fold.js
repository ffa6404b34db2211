// Accent-blind folding, for search boxes only: names are never joined on it.

const MARKS = /[\u0300-\u036f]/g;

export function fold(text) {
  return String(text ?? "").toLowerCase().normalize("NFD").replace(MARKS, "").replace(/đ/g, "d").replace(/\s+/g, " ").trim();
}
