// The corner of the header. Pages are the same for everybody: who is signed in is asked here, and only
// where a cookie says that it is worth asking.

const corner = document.getElementById("account");
const ASK_AGAIN_MS = 10 * 60 * 1000;

// The menu is the same for everybody too: who keeps the registry gets it as one more entry.
const REGISTRY = "/registry";

function addRegistry(entry) {
  const menu = document.querySelector(".site-nav ul");
  if (!entry || !menu || menu.querySelector(`a[href="${entry.address}"]`)) return;
  const link = document.createElement("a");
  link.href = entry.address;
  link.textContent = entry.title;
  if (location.pathname === entry.address) link.setAttribute("aria-current", "page");
  const item = document.createElement("li");
  item.append(link);
  menu.append(item);
}

async function ask() {
  const response = await fetch(corner.dataset.me, { headers: { Accept: "application/json" } });
  if (!response.ok) return;
  const { user, links } = await response.json();
  if (!user || !links.length) return;
  corner.textContent = user.name;
  corner.title = links[0].title;
  corner.href = links[0].address;
  addRegistry(links.find(({ address }) => address.endsWith(REGISTRY)));
}

if (corner) {
  const here = location.pathname + location.search;
  if (corner.pathname !== location.pathname) corner.search = new URLSearchParams({ next: here }).toString();
  if (document.cookie.split("; ").includes("signed_in=1")) {
    ask().catch(() => {});
    // Somebody who works on the map for hours loads no page: asking keeps the session while it is used.
    let used = false;
    for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => (used = true), { passive: true });
    setInterval(() => {
      if (used) ask().catch(() => {});
      used = false;
    }, ASK_AGAIN_MS);
  }
}
