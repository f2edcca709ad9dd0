"""A plot of the losses and the accuracy during a training, as a PNG."""

import io
from pathlib import Path

from common.files import write_whole
from training.loop.progress import History, Unit


def write_loss_plot(
    history: History, name: str, path: Path, unit: Unit = "seconds", perplexity: bool = False
) -> None:
    """Plot the losses and the accuracy over a training run, and save the plot as a PNG file.

    The upper panel shows the training loss and the held-out loss in bits per symbol. The lower
    panel shows the accuracy on the held-out text in percent. The held-out text is excluded from
    training and used for evaluation.

    Args:
        history: the losses and accuracies that were measured during the training run.
        name: the name of the author (the language model) that was trained, shown in the plot's
            title.
        path: the path of the PNG file to write.
        unit: the unit of the horizontal axis: "epochs", "updates" or "seconds". With "seconds", the
            axis shows the time spent updating the weights, converted to minutes.
        perplexity: whether to add a perplexity scale (2 to the power of the loss) on the right.

    Raises:
        OSError: if the file cannot be written.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # half a second: only when drawn
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 4.5), layout="constrained")
    FigureCanvasAgg(figure)
    losses, accuracy = figure.subplots(2, sharex=True, height_ratios=(4, 1))
    points = history.points
    along = [point.seconds / 60 if unit == "seconds" else getattr(point, unit) for point in points]
    marker = "" if len(points) > 1 else "."  # a line through one point cannot be seen
    losses.plot(
        along, [p.train for p in points], f"{marker}--", label="training (with any dropout)"
    )
    losses.plot(along, [p.held_out for p in points], f"{marker}-", label="held out")
    losses.set(title=f"{name}: loss", ylabel="bits per symbol")
    losses.legend()
    if perplexity:
        right = losses.secondary_yaxis("right")
        right.set_ylabel("perplexity")
        right.yaxis.set_major_formatter(lambda bits, _: f"{2**bits:,.0f}")
    accuracy.plot(along, [100 * p.accuracy for p in points], f"{marker}-", color="C1")
    label = "optimiser minutes" if unit == "seconds" else unit
    accuracy.set(xlabel=label, ylabel="held out,\n% right")
    for axes in (losses, accuracy):
        axes.grid(alpha=0.3)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110)
    write_whole(path, buffer.getvalue())
