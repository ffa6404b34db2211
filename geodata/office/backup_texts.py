"""What the commands of backup and restore say, for the translators: scripts hold no texts of their own."""

from __future__ import annotations

from geodata.errors import N_

WRITTEN = N_("Wrote %(file)s: version %(version)s, revision %(revision)s, %(rows)s rows, %(size)s kB.")
KEEP_SAFE = N_(
    "The file holds names of users and hashes of their passwords: keep it where nobody else can read it."
    " The secret key of the site (instance/secret_key) is not in it; without it everybody signs in anew."
)
RESTORED = N_("Restored the state of %(at)s (revision %(revision)s, %(rows)s rows). Everybody signs in anew.")
STOPPED = N_("Stopped. Nothing was changed.")

# What a database or the system says → what to do about it.
ADVICE: tuple[tuple[str, str], ...] = (
    ("password", N_("Check user and password in the address of the database (OCOP_DATABASE_URL).")),
    ("no such file or directory", N_("Check the name of the file or folder.")),
    ("permission denied", N_("Run the command as the user that the site runs as.")),
    ("no space left", N_("Free some space on the disk and run the command again.")),
    ("locked", N_("Another program is writing to the database: wait a moment and run the command again.")),
    ("refused", N_("Check that the database server is running.")),
)
