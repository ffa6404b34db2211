// Which layers are on the map: fetched on the first tick, drawn, faded, taken off.

import { detailFor, layerUrl, loadLayer } from "./layerdata.js";
import { layerSpec, layerSpecs } from "./page.js";

function isPoint(key) {
  return layerSpec(key).geometry === "point";
}

/**
 * @param onloaded runs with the key whenever the features of a layer are there, or gone
 * @returns {features(key), load(key), sync()}
 */
export function createLayerControl({ store, map, boundaries, tree, onloaded }) {
  const loaded = new Map();
  const drawn = new Map();

  function wanted(key) {
    const state = store.get();
    const detail = detailFor(key, map.getZoom());
    return { state, detail, url: layerUrl(key, state, detail) };
  }

  /** Load the features for the unit system and day on screen. */
  async function load(key) {
    const { state, detail, url } = wanted(key);
    if (loaded.get(key)?.url === url) return loaded.get(key).features;
    tree.report(key, { loading: true });
    try {
      const { features } = await loadLayer(key, state, detail);
      if (wanted(key).url !== url) return load(key);
      loaded.set(key, { url, features });
      tree.report(key, { count: features.length });
      onloaded(key);
      return features;
    } catch (error) {
      tree.report(key, { error, retry: () => load(key).then(sync) });
      return [];
    }
  }

  async function show(key, opacity) {
    const features = await load(key);
    const still = store.get().layers[key];
    if (still === undefined || isPoint(key) || !features.length) return;
    if (drawn.get(key) !== features) {
      boundaries.draw(key, features, opacity);
      drawn.set(key, features);
    }
    boundaries.setOpacity(key, still);
  }

  function hide(key) {
    if (!isPoint(key) && drawn.delete(key)) boundaries.remove(key);
  }

  /** Bring the map in line with the layers that are ticked. */
  async function sync() {
    const { layers } = store.get();
    for (const spec of layerSpecs) if (!(spec.key in layers)) hide(spec.key);
    await Promise.all(Object.entries(layers).map(([key, opacity]) => show(key, opacity)));
    onloaded(null);
  }

  return { load, sync, isShown: (key) => key in store.get().layers, isLoaded: (key) => loaded.has(key), features: (key) => loaded.get(key)?.features ?? [] };
}
