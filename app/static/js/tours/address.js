// What is on screen as a part of the address, behind its #: it can be sent on, and the server never sees it.

const NAME = "#tour=";

/** A body as text that every mail and chat leaves alone: base64url of its JSON. */
export function encodeBody(body) {
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** The body in an address; null where there is none, or none that can be read. */
export function decodeBody(hash) {
  if (!hash.startsWith(NAME)) return null;
  try {
    const text = atob(hash.slice(NAME.length).replaceAll("-", "+").replaceAll("_", "/"));
    const body = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(text, (one) => one.charCodeAt(0))));
    return body && typeof body === "object" && !Array.isArray(body) ? body : null;
  } catch {
    return null;
  }
}

/** Put a body into the address of the page, in place of the one before. */
export function showInAddress(body) {
  history.replaceState(history.state, "", `${location.pathname}${NAME}${encodeBody(body)}`);
}

export const hasBody = () => location.hash.startsWith(NAME);
