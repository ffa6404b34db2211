// What the server offers the form, in the shape that the desk uses.

const timesOf = (date, hours) => hours.map(([from, to]) => [`${date}T${from}`, `${date}T${to}`]);

// Hours stand in the order of the days that were asked for.
function stopOf(stop, dates) {
  const open = stop.open?.map((hours, at) => ({ date: dates[at].date, hours: timesOf(dates[at].date, hours) })) ?? null;
  return { ...stop, open, market_days: stop.market?.text ?? "" };
}

/** @param found the answer of GET /tour-options */
export function readOptions(found) {
  return {
    stops: found.stops.map((stop) => stopOf(stop, found.dates)),
    towns: found.towns.map((town) => ({ ...town, town: true })),
    interests: found.interests.map(({ key, title, weight }) => ({ key, title, usual: weight })),
    kinds: found.kinds,
    groups: found.groups.filter(({ count }) => count > 0),
    paces: found.paces.map((one) => ({ ...one, reason: one.explanation })),
    vehicles: found.vehicles.map((one) => ({ ...one, reason: one.explanation, co2: one.co2_g_km, source: one.co2_source?.text ?? "" })),
  };
}
