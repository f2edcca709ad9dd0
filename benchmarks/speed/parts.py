"""The parts of the benchmark: what is compared with what, and the resulting tables."""

import os
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.launch import Launch, launch, time_import
from benchmarks.speed.figures import Table
from benchmarks.speed.run import Run, refuse
from benchmarks.speed.turns import Contestant, Pairs
from models.library import BASE, SHIPPED
from models.style import SUFFIX, read_style
from training.recipe import read_recipe

AUTHOR = "dickens"
_MEMORY = 2**28  # bytes, more than any cache holds
_NO_BFLOAT16 = "this processor has no bfloat16 of its own"


def writing(run: Run) -> list[Table]:
    """Compare an author's writing with other programs that write character by character."""
    options = _author_options()
    with ExitStack() as stack:
        voice = run.start(stack, "voice_loop", _voice_options()).loop
        keras = run.start(stack, "keras_writing", options).loop
        numpy = run.start(stack, "numpy_loop", {**options, "weights": 1, "memory": 1}).loop
        peers = [
            ("Keras, the tutorials' eager loop", keras("eager")),
            ("Keras in one tf.function", keras("graph")),
            ("Keras, compiled by XLA", keras("xla")),
            ("NumPy", numpy("write")),
            ("PyTorch's nn.LSTM", run.peer(stack, "torch_loop", options)("write")),
            ("ONNX Runtime, int8", run.peer(stack, "onnx_loop", options)("write")),
        ]
        ours = Contestant(AUTHOR, voice("write"))
        rows = [run.turns(ours, Contestant(*peer)) for peer in peers]
    units, embedding, symbols = options["units"], options["embedding"], options["symbols"]
    text = (
        f"One text, character by character, at temperature 0.7. {AUTHOR} writes through its voice,"
        " with sampler, guard and cast, and does not choose among several sentences. The peers only"
        " sample. They have random weights and the same sizes:"
        f" an embedding of {embedding}, an LSTM of {units} units, {symbols} symbols. They lack"
        f" what {AUTHOR} has besides, a mogrifier's gates, a lexicon and a memory, so each of"
        " their steps is less work. PyTorch and ONNX Runtime use one thread or all, whichever"
        " is faster."
    )
    return [Table("Writing", text, "faster", "characters/s", tuple(rows))]


def voice(run: Run) -> list[Table]:
    """Compare an author's writing with bare steps of its network, and a step with a copy."""
    options = _author_options()
    with ExitStack() as stack:
        voice = run.start(stack, "voice_loop", _voice_options(batches=(1,))).loop
        weights = int(run.start(stack, "keras_writing", options).facts.get("weights", 1))
        memory = _MEMORY if run.environment else weights
        copies = {**options, "weights": weights, "memory": memory}
        copy = run.start(stack, "numpy_loop", copies).loop
        step = Contestant("a step, batch 1", voice("step 1"))
        rows = [run.turns(Contestant("a character, written", voice("write")), step)]
        for name, key in (
            ("a passage", "passage"),
            ("three takes at once", "takes"),
            ("nine lines, ranked", "lines"),
            ("the first character, best of four", "begin"),
        ):
            bare = Contestant("its bare steps", voice(f"{key}, bare"))
            rows.append(run.turns(Contestant(name, voice(key)), bare))
        text = (
            "The share of the time that goes into bare steps of the network: as many as the whole"
            " takes, in batches of the same sizes. The rest is sampling, guard, cast, stops and"
            " ranking. The steps of a passage include those with which the author reads it again,"
            " into its memory, once it is over."
        )
        share = Table("The voice, beside its steps", text, "share", "time", tuple(rows))
        limits = [
            ("reading them from a cache", "weights", 2.0),
            ("reading them from memory", "memory", 2 * memory / weights),
        ]
        rows = [
            run.turns(step, Contestant(name, copy(key), amount)) for name, key, amount in limits
        ]
    text = (
        f"A step multiplies {weights:,} weights of 8 bits, so it takes at least as long as reading"
        " them once. How long that is follows from the bytes that NumPy reads and writes a second"
        f" when it copies an array on one core: an array of {weights:,} bytes, which a cache can"
        f" hold, or one of {memory:,} bytes, which has to come from memory."
    )
    return [share, Table("A step, beside its memory", text, "share", "time", tuple(rows))]


def curves(run: Run) -> list[Table]:
    """Compare batches with single steps, and writing on long pages with writing on a short one."""
    first, *more = run.sizes.batches
    short, *longer = run.sizes.pages
    options = _voice_options(run.sizes.batches, run.sizes.pages)
    with ExitStack() as stack:
        voice = run.start(stack, "voice_loop", options).loop

        def step(batch: int) -> Contestant:
            return Contestant(f"each of {batch}", voice(f"step {batch}"), batch)

        def page(length: int) -> Contestant:
            return Contestant(f"after {length:,} characters", voice(f"page {length}"))

        batches = [run.turns(step(batch), step(first)) for batch in more]
        pages = [run.turns(page(length), page(short)) for length in longer]
    return [
        Table(
            "Batches",
            "The time of a step for each text that it reads, when several are read in one batch,"
            " beside a step that reads one text. From six texts on, a step uses two threads.",
            "longer",
            "time",
            tuple(batches),
        ),
        Table(
            "Long pages",
            f"How fast {AUTHOR} writes after a page of so many characters, all of it read.",
            "faster",
            "characters/s",
            tuple(pages),
        ),
    ]


def training(run: Run) -> list[Table]:
    """Compare updates of our network with those of peers, and with plain matrix products."""
    base, recipe = read_style(SHIPPED / f"{BASE}{SUFFIX}").card, read_recipe("default")
    network = run.sizes.network or base.network
    batch, window = run.sizes.batch or recipe.batch, run.sizes.window or recipe.window
    options = {
        "network": dict(network),
        "alphabet": list(base.alphabet),
        "text": run.sizes.text,
        "batch": batch,
        "window": window,
        "side": run.sizes.side,
    }
    torch_options = {
        "symbols": len(base.alphabet),
        "embedding": network["embedding"],
        "units": network["units"][0],
        "batch": batch,
        "window": window,
    }
    characters, product = batch * window, 2 * run.sizes.side**3 / 1e9
    rows, shares = list[Pairs](), list[Pairs]()
    with ExitStack() as stack:
        ours = run.start(stack, "tensorflow_training", options)
        torch = run.peer(stack, "torch_loop", torch_options)
        for dtype in ("float32", "bfloat16"):
            is_fit = dtype == "float32" or bool(ours.facts.get("bfloat16", True))
            loop = ours.loop if is_fit else refuse(_NO_BFLOAT16)
            peers = [
                ("Keras's LSTM, train_on_batch", loop(f"keras {dtype}")),
                ("PyTorch's nn.LSTM", torch(dtype) if is_fit else loop("")),
            ]
            for name, key in (("ours, as new authors learn", "ours"), ("our LSTM", "plain")):
                own = loop(f"{key} {dtype}")
                each = Contestant(f"{name}, {dtype}", own, characters)
                rows += [run.turns(each, Contestant(*it, characters)) for it in peers]
                flops = 6 * ours.facts.get(key, 1) * characters / 1e9
                limit = Contestant(f"products in {dtype}", ours.loop(f"matrices {dtype}"), product)
                shares.append(run.turns(Contestant(each.name, own, flops), limit))
        matrices = [
            Contestant(f"products in {dtype}", ours.loop(f"matrices {dtype}"), product)
            for dtype in ("bfloat16", "float32")
        ]
        shares.append(run.turns(*matrices))
    text = (
        f"Updates of the weights: {network['units'][0]} units, an embedding of"
        f" {network['embedding']}, {batch} windows of {window} characters. “Ours, as new"
        " authors learn” is the default recipe with all it has: a mogrifier, lexicon, memory,"
        " dropout, and Muon. “Our LSTM” is what the peers have: an LSTM, no dropout, Adam with"
        " clipping. All have random weights."
    )
    limits = (
        "An update's rate counts six operations for each character and each weight in a matrix"
        " product: two forwards, four backwards. The time that gates, tables and the optimiser take"
        " besides counts against it. The limit is TensorFlow's product of two matrices of"
        f" {run.sizes.side:,} rows and columns."
    )
    return [
        Table("Training", text, "faster", "characters/s", tuple(rows)),
        Table("Training, beside the matrix rate", limits, "share", "GFLOP/s", tuple(shares)),
    ]


def launches(run: Run) -> list[Table]:
    """Compare the start of the chat with an import, and starts with many authors installed."""
    starts: dict[int, list[Launch]] = {count: [] for count in run.sizes.styles}
    imports: list[float] = []
    with tempfile.TemporaryDirectory() as scratch:
        folders = {count: Path(scratch) / str(count) for count in starts}
        for count, folder in folders.items():
            _install(folder / "styles", count)
            launch(str(folder))  # with a cold disk
        for _ in range(run.sizes.launches):
            for count, folder in folders.items():
                starts[count].append(launch(str(folder)))
            imports.append(time_import())
    run.versions["prompt_toolkit"] = version("prompt_toolkit")
    first = run.sizes.styles[0]
    keys = {count: tuple(each.key for each in ones) for count, ones in starts.items()}
    welcomes = {count: tuple(each.welcome for each in ones) for count, ones in starts.items()}
    rows = [Pairs("a key on the screen", "importing prompt_toolkit", keys[first], tuple(imports))]
    for what, seconds in (("a key on the screen", keys), ("the welcome", welcomes)):
        rows += [
            Pairs(f"{what}, {_styles(n)}", _styles(first), seconds[n], seconds[first])
            for n in run.sizes.styles[1:]
        ]
    text = (
        "From launch until a key that was pressed is on the screen, and until the welcome, when"
        " an author is ready. The user has installed that many styles of their own, or one. The"
        " import is that of a fresh Python, `python -c 'import prompt_toolkit'`."
    )
    return [Table("Launch", text, "longer", "time", tuple(rows))]


PARTS: dict[str, Callable[[Run], list[Table]]] = {
    "writing": writing,
    "voice": voice,
    "curves": curves,
    "training": training,
    "launch": launches,
}


def _author_options() -> dict[str, Any]:
    """Return the sizes of the shipped author's network, for peers."""
    card = read_style(SHIPPED / f"{AUTHOR}{SUFFIX}").card
    network = card.network
    return {
        "network": dict(network),
        "symbols": len(card.alphabet),
        "embedding": network["embedding"],
        "units": network["units"][0],
    }


def _voice_options(batches: Sequence[int] = (), pages: Sequence[int] = ()) -> dict[str, Any]:
    return {"author": AUTHOR, "batches": batches, "pages": pages}


def _install(folder: Path, count: int) -> None:
    """Put copies of a style into a folder under other names; they share their place on the disk."""
    folder.mkdir(parents=True)
    first = folder / f"copy-1{SUFFIX}"
    first.write_bytes((SHIPPED / f"{AUTHOR}{SUFFIX}").read_bytes())
    for number in range(2, count + 1):
        os.link(first, folder / f"copy-{number}{SUFFIX}")


def _styles(count: int) -> str:
    return f"{count} style" + ("" if count == 1 else "s")
