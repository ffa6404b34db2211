// Notes when the first map is complete: communes drawn and coloured, product markers there, numbers shown.
(() => {
  const COMMUNES = 99;
  const complete = () => {
    const body = document.body;
    if (!body || body.dataset.ready !== "true" || !body.dataset.coloured) return false;
    const paths = document.querySelectorAll(".leaflet-communes-pane path");
    const fills = new Set(Array.from(paths, (path) => path.getAttribute("fill")));
    const markers = document.querySelector(".leaflet-marker-icon");
    return paths.length >= COMMUNES && fills.size > 2 && markers !== null;
  };
  const observer = new MutationObserver(() => {
    if (!complete()) return;
    observer.disconnect();
    // The frame after the next is on the screen.
    requestAnimationFrame(() => setTimeout(() => { window.benchFirstMap = performance.now(); }));
  });
  observer.observe(document, { subtree: true, childList: true, attributes: true });
})();
