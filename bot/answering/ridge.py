"""A linear classifier from questions to what they ask, by regularised least squares in closed form.

Kernel ridge regression (Saunders, Gammerman & Vovk, 1998) with a linear kernel: one solve of n × n for n example
questions. The leave-one-out predictions come with it at no further cost (Rifkin & Lippert, 2007), which is what
the ranking's weights are learned from.
"""

from collections.abc import Sequence

import numpy as np

from bot.answering.vectors import Floats, Vector

REGULARISATION = 1.0
MOST_EXAMPLES = 8_000  # beyond this the solve takes longer than a save may; nearest examples then do the work


class Ridge:
    """Scores every class for a vector; a class is a fact, a known unknown or another record with `asks`."""

    def __init__(
        self, examples: Sequence[Vector], classes: Sequence[int], class_count: int, size: int
    ) -> None:
        self.class_count = class_count
        dense = np.zeros((len(examples), size), dtype=np.float32)
        for row, vector in enumerate(examples):
            dense[row, vector.columns] = vector.weights
        kernel = dense @ dense.T
        kernel[np.diag_indices_from(kernel)] += REGULARISATION
        targets = np.zeros((len(examples), class_count), dtype=np.float32)
        targets[np.arange(len(examples)), np.asarray(classes)] = 1.0
        inverse = np.linalg.inv(kernel)
        dual = inverse @ targets
        self._weights: Floats = np.ascontiguousarray(dense.T @ dual)
        self.left_out: Floats = targets - dual / np.diag(inverse)[:, None]

    def scores(self, vector: Vector) -> Floats:
        """One number a class, about one for a certain match."""
        if not len(vector.columns):
            return np.zeros(self.class_count, dtype=np.float32)
        return np.asarray(vector.weights @ self._weights[vector.columns], dtype=np.float32)
