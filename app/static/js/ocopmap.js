// Classic script: Folium's inline script runs before modules do, so what it hands over is kept here.
// No registry text passes through: Folium knows a key, a path and a title of our own catalogue.
(() => {
  "use strict";
  const layers = new Map();
  let attach;
  const attached = new Promise((resolve) => {
    attach = (map, options) => {
      resolve({ map, options: options || {} });
      return map;
    };
  });

  // A layer that draws nothing itself: main.js fetches and draws it when it is first ticked.
  function remoteLayer(definition) {
    layers.set(definition.key, definition);
    return L.layerGroup([]);
  }

  window.ocopmap = { attach, attached, layers, remoteLayer };
})();
