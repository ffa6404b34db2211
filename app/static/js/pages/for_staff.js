// Links for people of the office on pages that are the same for everybody: shown where the role suffices.

const ROLES = ["editor", "planner", "administrator"];

/** Show what the role of who is signed in may use. */
async function reveal(links) {
  const me = document.getElementById("account").dataset.me;
  const response = await fetch(me, { headers: { Accept: "application/json" } });
  if (!response.ok) return;
  const { user } = await response.json();
  if (!user) return;
  for (const link of links) {
    link.hidden = ROLES.indexOf(user.role) < ROLES.indexOf(link.dataset.least);
  }
}

const links = document.querySelectorAll(".for-staff");
if (links.length && document.cookie.split("; ").includes("signed_in=1")) {
  reveal(links).catch(() => {});
}
