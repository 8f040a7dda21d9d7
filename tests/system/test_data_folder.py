"""The data folder's log: its rotation and its failures."""

import logging
from pathlib import Path

from kreward_pos.system.data_folder import LOG_FOLDER, LOG_NAME, logging_to


def test_log_rotates_and_takes_four_megabytes_at_most(tmp_path: Path) -> None:
    with logging_to(tmp_path):
        log = logging.getLogger("kreward_pos.till.sending.courier")
        for number in range(6000):
            log.info("line %s %s", number, "." * 1000)
    files = {path.name: path.stat().st_size for path in (tmp_path / LOG_FOLDER).iterdir()}
    assert set(files) == {LOG_NAME, *(f"{LOG_NAME}.{number}" for number in (1, 2, 3))}
    assert max(files.values()) <= 1_000_000
    newest = (tmp_path / LOG_FOLDER / LOG_NAME).read_text(encoding="utf-8").splitlines()[-1]
    assert "line 5999" in newest


def test_app_starts_when_the_log_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / LOG_FOLDER).write_text("in the way")
    with logging_to(tmp_path):
        logging.getLogger("kreward_pos").info("unheard")
