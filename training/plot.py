"""The picture of a training: training and held-out loss over time, as a PNG."""

import io
from pathlib import Path

from models.files import write_whole
from training.fit import History


def loss_plot(history: History, name: str, path: Path) -> None:
    """Draw both losses, in bits per symbol over optimiser minutes.

    Raises:
        OSError: when the picture cannot be written.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # half a second: only when drawn
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 4.5), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    for points, label, style in (
        (history.train, "training (with dropout)", "--"),
        (history.held_out, "held out", "-"),
    ):
        axes.plot([s / 60 for s, _ in points], [b for _, b in points], style, label=label)
    axes.set(title=f"{name}: loss", xlabel="optimiser minutes", ylabel="bits per symbol")
    axes.grid(alpha=0.3)
    axes.legend()
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110)
    write_whole(path, buffer.getvalue())
