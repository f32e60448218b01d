"""`medcaution mutate` on all bundled rules, as JSON."""

from __future__ import annotations

import json
import sys

from medcaution.authoring.lint.knowledge import Knowledge
from medcaution.authoring.mutation import mutate
from medcaution.library.folders import bundled_folder


def main() -> None:
    campaign = mutate(Knowledge.read(bundled_folder()), None, lambda *_: None)
    real = [each for each in campaign.results if each.fate != "same"]
    print(
        json.dumps(
            {
                "mutants": len(real),
                "killed": sum(each.fate in ("killed", "golden") for each in real),
                "equivalent_for_a_stated_reason": len(campaign.equivalent),
                "survivors": len(campaign.survivors) + len(campaign.problems),
            },
            indent=2,
        )
    )
    sys.exit(1 if campaign.problems else 0)


if __name__ == "__main__":
    main()
