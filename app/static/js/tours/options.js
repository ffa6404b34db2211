// What the server offers the form, in the shape that the desk uses.

/** @param found the answer of GET /tour-options */
export function readOptions(found) {
  return {
    stops: found.stops,
    towns: found.towns.map((town) => ({ ...town, town: true })),
    interests: found.interests,
    kinds: found.kinds,
    groups: found.groups,
    paces: found.paces,
    vehicles: found.vehicles,
  };
}
