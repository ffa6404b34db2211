// In place of reveal.js: links inside the file lead to records on the map and to sheets.

import { announce } from "../dom.js";
import { layerSpec, t } from "../page.js";
import { createReveal as createMapReveal } from "../reveal.js";
import { addressParts, isTyped, writeSheet } from "./permalink.js";
import { followAddress, setUpSheets } from "./sheet.js";

export function createReveal(parts) {
  const reveal = createMapReveal(parts);

  async function showRecord(path) {
    const [key, ...rest] = path.split("/");
    const id = rest.join("/");
    // From now on the address says the view again.
    writeSheet("");
    followAddress();
    const features = layerSpec(key) ? await parts.control.load(key) : [];
    const feature = features.find((one) => (one.properties.id ?? one.properties.code) === id);
    if (feature) await reveal.choose(key, feature);
    else announce(t("atlas.not_inside"));
  }

  function follow() {
    if (isTyped()) return location.reload();
    const { show } = addressParts();
    return show ? showRecord(show) : followAddress();
  }

  setUpSheets(parts.map);
  window.addEventListener("hashchange", follow);
  // The map comes first: what the address asks for is shown when all of it is there.
  setTimeout(() => (addressParts().show ? showRecord(addressParts().show) : followAddress()), 0);
  return reveal;
}
