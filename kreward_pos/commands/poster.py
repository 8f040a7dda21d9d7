"""`kreward-pos poster`: the counter's poster as a PDF, beside a running app or not; changes nothing."""

import sys
from pathlib import Path
from typing import Literal

from kreward_pos.api.client import KrewardClient
from kreward_pos.api.models import JoinPage
from kreward_pos.api.transport import HttpTransport
from kreward_pos.clock import SystemClock
from kreward_pos.errors import ApiFailure
from kreward_pos.languages import LANGUAGES
from kreward_pos.system.data_folder import DataFolder
from kreward_pos.system.display import require_display, use_offscreen_if_no_display
from kreward_pos.system.settings import Options
from kreward_pos.till.model.errors import DatabaseAbsent
from kreward_pos.till.records.shop import Shop
from kreward_pos.till.storage.access import snapshot


def run(options: Options, file: Path, paper: Literal["A4", "A5"]) -> int:
    """Write the poster to `file`; raises `NoJoinPage`, `PosterUnsaved`, or why Kreward cannot be asked."""
    use_offscreen_if_no_display()
    require_display()
    from kreward_pos.ui.printing import poster  # loads Qt
    from kreward_pos.ui.theme.application import make_application

    place = DataFolder.of(options)
    shop, page = _told(place)
    language = place.settings.language or LANGUAGES[0].code
    make_application(sys.argv[:1], "light", language)
    poster.write(poster.Poster(shop, page, language), paper, file)
    sys.stdout.write(f"{file}\n")
    return 0


def _told(place: DataFolder) -> tuple[str, JoinPage]:
    """Return the shop's name and page, from Kreward, or as this till has saved them."""
    client = KrewardClient(
        HttpTransport(place.settings.base_url, proxy=place.settings.proxy), place.keys, SystemClock()
    )
    name, kept = _kept(place.folder)
    try:
        page = client.join_page(place.settings.template_id)
        name = name or client.ping().merchant
    except ApiFailure:
        if kept is None:
            raise
        page = kept
    finally:
        client.close()
    return name or "Kreward", page


def _kept(folder: Path) -> tuple[str | None, JoinPage | None]:
    try:
        with snapshot(folder) as store:
            shop = Shop(store)
            return shop.name, shop.join_page
    except DatabaseAbsent:
        return None, None
