// The plan as the panel holds it, and the request that it makes. Pure: nothing here touches the page.

const MODELS_WITH_MINUTES = new Set(["max_cover", "set_cover"]);

export function emptyPlan(units) {
  return {
    model: "p_median",
    sites: 5,
    minutes: 60,
    units,
    on: "",
    weights: { residents: 1 },
    table: null,
    tours: null,
    kinds: [],
    points: [],
    excluded: [],
    leastDistance: null,
    existing: "keep",
    locked: [],
    forbidden: [],
    districtLimits: [],
    capacity: null,
    prices: {},
    price: null,
    budget: null,
    timeLimit: 60,
    curve: true,
    samples: 0,
    seed: 1,
  };
}

export const hasSites = (model) => model !== "set_cover";
export const needsMinutes = (model) => MODELS_WITH_MINUTES.has(model);

// `tours` names generated ones that count beside those that are published.
function demandOf({ weights, table, tours }) {
  const used = Object.fromEntries(Object.entries(weights).filter(([, weight]) => weight > 0));
  if (tours && used.tours) used.tours = { ...tours, weight: used.tours };
  return table ? { ...used, table } : used;
}

// The limit of a district holds for all of its communes: the server knows those, by their codes.
function limitsOf({ districtLimits }) {
  return districtLimits
    .filter(({ min, max }) => min !== null || max !== null)
    .map(({ name, group, min, max }) => ({ name, group, ...(min === null ? {} : { min }), ...(max === null ? {} : { max }) }));
}

// "*" is the price of every candidate without one of its own.
function pricesOf({ price, prices }) {
  return { ...(price === null ? {} : { "*": price }), ...prices };
}

const given = (name, value) => (value === null || value === "" || value === undefined ? {} : { [name]: value });
const filled = (name, list) => (list.length ? { [name]: list } : {});

/** The body of POST /siting-plans. */
export function toRequest(plan) {
  const prices = pricesOf(plan);
  return {
    model: plan.model,
    ...(hasSites(plan.model) ? { sites: plan.sites } : {}),
    minutes: plan.minutes,
    demand: demandOf(plan),
    candidates: { kinds: plan.kinds, ...filled("points", plan.points) },
    existing: plan.existing,
    units: plan.units,
    ...given("on", plan.on),
    ...filled("excluded", plan.excluded),
    ...given("least_distance_km", plan.leastDistance),
    ...filled("locked", plan.locked),
    ...filled("forbidden", plan.forbidden),
    ...filled("limits", limitsOf(plan)),
    ...given("capacity", plan.capacity),
    ...(Object.keys(prices).length ? { prices } : {}),
    ...given("budget", plan.budget),
    time_limit_s: plan.timeLimit,
    ...(plan.curve ? { curve: true } : {}),
    ...(plan.samples ? { robustness: { samples: plan.samples, seed: plan.seed } } : {}),
  };
}

/** The panel's plan of a request that was saved. */
export function fromRequest(request) {
  const { table = null, ...given } = request.demand ?? {};
  const { weight = 1, ...tours } = typeof given.tours === "object" ? given.tours : {};
  const weights = tours.job ? { ...given, tours: weight } : given;
  const plan = emptyPlan(request.units);
  const { "*": price = null, ...prices } = request.prices ?? {};
  return {
    ...plan,
    model: request.model,
    sites: request.sites ?? plan.sites,
    minutes: request.minutes ?? plan.minutes,
    on: request.on ?? "",
    weights,
    table,
    tours: tours.job ? tours : null,
    kinds: request.candidates?.kinds ?? [],
    points: request.candidates?.points ?? [],
    excluded: request.excluded ?? [],
    leastDistance: request.least_distance_km ?? null,
    existing: request.existing ?? "keep",
    locked: request.locked ?? [],
    forbidden: request.forbidden ?? [],
    districtLimits: (request.limits ?? []).map(({ name = "", group, min = null, max = null }) => ({ name, group, min, max })),
    capacity: typeof request.capacity === "number" ? request.capacity : null,
    price,
    prices,
    budget: request.budget ?? null,
    timeLimit: request.time_limit_s ?? plan.timeLimit,
    curve: Boolean(request.curve),
    samples: request.robustness?.samples ?? 0,
    seed: request.robustness?.seed ?? 1,
  };
}

/** What a plan can do without while it is being read: the curve and the samples take longest. */
export function quick({ curve: _curve, robustness: _robustness, ...rest }) {
  return rest;
}

export function asksMore(request) {
  return Boolean(request.robustness || (request.curve && hasSites(request.model)));
}

// What a point that was moved is called in a request: "point:moved-1" is its key in the answer.
const MOVED = /^moved-/;
const MOVED_KEY = /^point:(moved-.+)$/;

export function movedName(key) {
  return MOVED_KEY.exec(key)?.[1] ?? null;
}

/**
 * The request that evaluates a set of open points as it stands: no search, no curve, no samples.
 *
 * @param spots [{id, name, lon, lat, moved}] the new points; one that was moved is sent as a point of its own
 */
export function evaluation(request, spots) {
  const before = (request.candidates?.points ?? []).filter((point) => !MOVED.test(point.id));
  const points = spots.filter((spot) => spot.moved).map(({ moved, name, lon, lat }) => ({ id: moved, name, lon, lat }));
  return {
    ...quick(request),
    candidates: { ...request.candidates, points: [...before, ...points] },
    opened: spots.map(keyOf),
  };
}

/** The key of a spot in an answer. */
export function keyOf(spot) {
  return spot.moved ? `point:${spot.moved}` : spot.id;
}
