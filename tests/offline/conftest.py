from __future__ import annotations

import os
import shutil

import pytest
from click.testing import CliRunner

from medcaution.cli import main


@pytest.fixture(scope="session")
def page(tmp_path_factory):
    """An exported page. Its scripts run in node, which has to be there in CI."""
    if shutil.which("node") is None:
        assert os.environ.get("CI") != "true", "node is missing: the page would go unproven"
        pytest.skip("node is missing: the exported page is NOT proven here")
    file = tmp_path_factory.mktemp("page") / "medcaution.html"
    result = CliRunner().invoke(
        main, ["export-page", str(file), "--made-on", "2026-11-26", "--emergency-number", "112"]
    )
    assert result.exit_code == 0, result.output
    return file
