// Filters with the front end's own modules, on the features that the server sends.
async ([base, features]) => {
  const { createProductView } = await import(base + "/static/js/productview.js");
  const { defaultFilter } = await import(base + "/static/js/state.js");
  const answer = await (await fetch(base + features)).json();
  const view = createProductView();
  performance.mark("index");
  view.setFeatures(answer.features);
  const index = performance.measure("index", "index").duration;
  const codes = [...new Set(answer.features.map((one) => one.properties.commune_code))].filter(Boolean).slice(0, 5);
  const filters = [
    {}, { stars: ["4", "5"] }, { group: ["food"] }, { q: "che" }, { q: "mật ong rừng" }, { inferred: "exclude" },
    { status: ["in_force"], stars: ["3"], q: "ca hoi" }, { commune: codes }, { recognition: [], confidence: ["stated"] },
  ];
  const times = [];
  for (let round = 0; round < 5; round += 1) {
    for (const chosen of filters) {
      performance.mark("filter");
      view.filter({ ...defaultFilter(), ...chosen });
      view.numbers();
      view.districtOnly();
      times.push(performance.measure("filter", "filter").duration);
    }
  }
  return { count: answer.features.length, index, times };
}
