"""``python -m nlp.training``: trains, saves and says what came out."""

from __future__ import annotations

from nlp import model
from nlp.training.examples import data_folder
from nlp.training.train import gather, train

if __name__ == "__main__":
    made, _ = train(gather(data_folder()))
    model.save(made)
    print(made.version, f"{model.PATH.stat().st_size / 1e6:.2f} MB", "thresholds", made.thresholds.round(3).tolist())
