"""``python -m nlp.training`` (``make train``): trains, saves, and writes what cross-validation says of the model.

Where the development data is there a second model is trained without it and measured beside the one that ships,
so that the card can say what that data brings. ``--own`` trains on the repository's corpora alone.
"""

from __future__ import annotations

import argparse
import json

from nlp import model
from nlp.training import crossval
from nlp.training.compare import compared
from nlp.training.examples import data_folder, digests
from nlp.training.posts import has_posts
from nlp.training.train import gather, train

if __name__ == "__main__":
    options = argparse.ArgumentParser(prog="python -m nlp.training", description=__doc__)
    options.add_argument("--own", action="store_true", help="train on nlp/corpora alone, whatever else is there")
    folder = None if options.parse_args().own else data_folder()
    observed = gather(folder)
    made = train(observed)
    model.save(made.model)
    card = {
        "model": made.model.version,
        "public_data": digests(folder) if folder else {},
        "cross_validated": crossval.figures(made.model, observed.examples, made.raw, made.schemes),
        "public_text": compared(made.model, observed, folder) if folder and has_posts(folder) else {},
    }
    model.PATH.with_suffix(".json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    size = model.PATH.stat().st_size / 1e6
    print(made.model.version, f"{size:.2f} MB", "thresholds", made.model.thresholds.round(3).tolist())
