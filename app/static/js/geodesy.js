// VN-2000 / TM-3 104-45 (EPSG:9208) from WGS 84, as PROJ does it, and lengths and areas on the ellipsoid.
// Figures: EPSG Geodetic Parameter Dataset, EPSG:6960 (coordinate frame) and EPSG:9208.

const A = 6378137;
const F = 1 / 298.257223563;
const E2 = F * (2 - F);
const RAD = Math.PI / 180;
const ARCSEC = RAD / 3600;

const SHIFT = { x: -191.90441429, y: -39.30318279, z: -111.45032835 };
const TURN = { x: -0.00928836 * ARCSEC, y: 0.01975479 * ARCSEC, z: -0.00427372 * ARCSEC };
const STRETCH = 1 + 0.252906278e-6;
const ZONE = { lon0: 104.75 * RAD, scale: 0.9999, falseEasting: 500000 };

function toGeocentric(lon, lat) {
  const n = A / Math.sqrt(1 - E2 * Math.sin(lat) ** 2);
  return { x: n * Math.cos(lat) * Math.cos(lon), y: n * Math.cos(lat) * Math.sin(lon), z: n * (1 - E2) * Math.sin(lat) };
}

// A few rounds of Bowring's idea are exact far below a millimetre near the ground.
function toGeographic({ x, y, z }) {
  const p = Math.hypot(x, y);
  let lat = Math.atan2(z, p * (1 - E2));
  for (let i = 0; i < 6; i += 1) {
    const n = A / Math.sqrt(1 - E2 * Math.sin(lat) ** 2);
    lat = Math.atan2(z + E2 * n * Math.sin(lat), p);
  }
  return { lon: Math.atan2(y, x), lat };
}

// The inverse of VN-2000 → WGS 84; the rotation is so small that its transpose is its inverse.
function wgsToVn({ x, y, z }) {
  const dx = (x - SHIFT.x) / STRETCH;
  const dy = (y - SHIFT.y) / STRETCH;
  const dz = (z - SHIFT.z) / STRETCH;
  return {
    x: dx - TURN.z * dy + TURN.y * dz,
    y: TURN.z * dx + dy - TURN.x * dz,
    z: -TURN.y * dx + TURN.x * dy + dz,
  };
}

// Karney's series to the third power of n: below a millimetre within a zone.
function transverseMercator(lon, lat) {
  const n = F / (2 - F);
  const radius = (A / (1 + n)) * (1 + n ** 2 / 4 + n ** 4 / 64);
  const alpha = [
    n / 2 - (2 / 3) * n ** 2 + (5 / 16) * n ** 3,
    (13 / 48) * n ** 2 - (3 / 5) * n ** 3,
    (61 / 240) * n ** 3,
  ];
  const e = Math.sqrt(E2);
  const sin = Math.sin(lat);
  const tau = Math.sinh(Math.atanh(sin) - e * Math.atanh(e * sin));
  const xi = Math.atan2(tau, Math.cos(lon - ZONE.lon0));
  const eta = Math.asinh(Math.sin(lon - ZONE.lon0) / Math.hypot(tau, Math.cos(lon - ZONE.lon0)));
  let north = xi;
  let east = eta;
  alpha.forEach((a, i) => {
    const k = 2 * (i + 1);
    north += a * Math.sin(k * xi) * Math.cosh(k * eta);
    east += a * Math.cos(k * xi) * Math.sinh(k * eta);
  });
  return { easting: ZONE.falseEasting + ZONE.scale * radius * east, northing: ZONE.scale * radius * north };
}

/** Easting and northing in metres (EPSG:9208) of a point in WGS 84 degrees. */
export function vn2000(lonDegrees, latDegrees) {
  const place = toGeographic(wgsToVn(toGeocentric(lonDegrees * RAD, latDegrees * RAD)));
  return transverseMercator(place.lon, place.lat);
}

/** Length in metres of the geodesic between two points (Vincenty; degrees). */
export function distance(a, b) {
  const L0 = (b.lng - a.lng) * RAD;
  if (a.lat === b.lat && L0 === 0) return 0;
  const u1 = Math.atan((1 - F) * Math.tan(a.lat * RAD));
  const u2 = Math.atan((1 - F) * Math.tan(b.lat * RAD));
  let lambda = L0;
  let line = null;
  for (let i = 0; i < 100; i += 1) {
    line = vincentyStep(u1, u2, lambda);
    const c = (F / 16) * line.cos2Alpha * (4 + F * (4 - 3 * line.cos2Alpha));
    const inner = line.cos2SigmaM + c * line.cosSigma * (-1 + 2 * line.cos2SigmaM ** 2);
    const next = L0 + (1 - c) * F * line.sinAlpha * (line.sigma + c * line.sinSigma * inner);
    if (Math.abs(next - lambda) < 1e-12) break;
    lambda = next;
  }
  return vincentyLength(line);
}

function vincentyStep(u1, u2, lambda) {
  const sinSigma = Math.hypot(
    Math.cos(u2) * Math.sin(lambda),
    Math.cos(u1) * Math.sin(u2) - Math.sin(u1) * Math.cos(u2) * Math.cos(lambda),
  );
  const cosSigma = Math.sin(u1) * Math.sin(u2) + Math.cos(u1) * Math.cos(u2) * Math.cos(lambda);
  const sinAlpha = sinSigma === 0 ? 0 : (Math.cos(u1) * Math.cos(u2) * Math.sin(lambda)) / sinSigma;
  const cos2Alpha = 1 - sinAlpha ** 2;
  const cos2SigmaM = cos2Alpha === 0 ? 0 : cosSigma - (2 * Math.sin(u1) * Math.sin(u2)) / cos2Alpha;
  return { sinSigma, cosSigma, sinAlpha, cos2Alpha, cos2SigmaM, sigma: Math.atan2(sinSigma, cosSigma) };
}

function vincentyLength({ sinSigma, cosSigma, cos2Alpha, cos2SigmaM, sigma }) {
  const b = A * (1 - F);
  const u = (cos2Alpha * (A ** 2 - b ** 2)) / b ** 2;
  const big = 1 + (u / 16384) * (4096 + u * (-768 + u * (320 - 175 * u)));
  const small = (u / 1024) * (256 + u * (-128 + u * (74 - 47 * u)));
  const inner = cosSigma * (-1 + 2 * cos2SigmaM ** 2) - (small / 6) * cos2SigmaM * (-3 + 4 * sinSigma ** 2) * (-3 + 4 * cos2SigmaM ** 2);
  return b * big * (sigma - small * sinSigma * (cos2SigmaM + (small / 4) * inner));
}

/** Length in metres along the points. */
export function pathLength(points) {
  return points.slice(1).reduce((sum, point, i) => sum + distance(points[i], point), 0);
}

// On the sphere that has the ellipsoid's area, with authalic latitudes: exact for the ellipsoid.
function authalic(lat) {
  const e = Math.sqrt(E2);
  const q = (sin) => (1 - E2) * (sin / (1 - E2 * sin ** 2) + Math.atanh(e * sin) / e);
  return q(Math.sin(lat * RAD)) / q(1);
}

/** Area in square metres inside the points (degrees), as drawn: sides straight in longitude and latitude. */
export function ringArea(points) {
  const e = Math.sqrt(E2);
  const radius2 = (A ** 2 / 2) * (1 + ((1 - E2) / e) * Math.atanh(e));
  let sum = 0;
  points.forEach((point, i) => {
    const next = points[(i + 1) % points.length];
    sum += (next.lng - point.lng) * RAD * (authalic(point.lat) + authalic(next.lat));
  });
  return Math.abs((sum * radius2) / 2);
}
