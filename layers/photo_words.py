"""What is said beside a photo and in its place; for the translators."""

from __future__ import annotations

from geodata.errors import N_

CREDIT = N_("Photo: %(credit)s")
NO_CREDIT = N_("Photo: nobody knows who took it")
# What a picture is to those who do not see it, where nobody wrote what it shows.
NO_CAPTION = N_("Photo of %(name)s")
