"""How right we are on labelled texts, beside keywords and scikit-learn on the same texts.

Needs ZHANGGUI_REAL_DATA, the folder that holds text/ with the files of issue 3. Where something is
learned, it is learned from two thirds and asked about the third that is left.
"""

import os
from pathlib import Path

from tests.bench.figures import Effort, Figure


def measure(effort: Effort) -> list[Figure]:
    """Measure every figure of accuracy, or say what is missing."""
    root = os.environ.get("ZHANGGUI_REAL_DATA")
    if not root:
        print("accuracy: ZHANGGUI_REAL_DATA is not set, so there is nothing to measure on")
        return []
    from tests.bench import concern_accuracy, question_accuracy

    folder = Path(root) / "text"
    return [
        *concern_accuracy.measure(folder, effort),
        *question_accuracy.measure(folder, effort),
    ]
