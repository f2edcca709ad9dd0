"""The evaluation of one style: every measure in turn, gathered into a report."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from common.errors import SourceError
from measures import writing
from measures.attribution import Attribution
from measures.dictionary import Dictionary
from measures.peers.kneser_ney import KneserNey
from measures.peers.ppmd import ppmd_bits
from measures.peers.symbol_text import SymbolText, bits_per_character
from measures.repetition import seq_rep
from measures.report import Cost, Report, Sample
from measures.verbatim import find_verbatim
from models.alphabet.characters import Alphabet
from models.style import Style
from models.voice import Voice
from texts.corpus import Text, sample_held_out


def evaluate(
    style: Style,
    texts: Sequence[Text],
    judges: Attribution | None,
    base: Style | None = None,
    tell: Callable[[str], None] = lambda work: None,
) -> Report:
    """Evaluate how well a style (a trained language model) predicts text, and how well it writes.

    The style is evaluated on the held-out part of each of its texts, which was excluded from its
    training. If these parts contain more than 500,000 characters in total, the style predicts only
    the beginning of each: the same fraction of every part. To evaluate its writing, the style is
    made to continue the held-out text from up to twenty places, at several temperatures.

    Args:
        style: the style to evaluate.
        texts: the texts that the style was trained on, with the same held-out parts as during
            training.
        judges: the models that attribute excerpts of text to styles, one of which must stand for
            the style being evaluated; None to omit attribution.
        base: the general English style, which also predicts the held-out parts, for comparison;
            None to omit the comparison.
        tell: a function that is called before each part of the work, with a description of that
            part, such as "Reading the held-out text".

    Returns:
        A report with the bits per character that the style and other models need to predict the
        held-out parts, with measurements of what the style wrote and of the original text at the
        same places, and with the results of attribution (None if it was omitted).

    Raises:
        SourceError: if the texts have no held-out parts.
    """
    if not any(text.held_out for text in texts):
        raise SourceError(
            f"nothing was held out of the texts of {style.name}",
            "Train it with some text held out: a style can only be measured on what it never read.",
        )
    openings = writing.find_openings("\n".join(text.held_out for text in texts if text.held_out))
    texts = [
        replace(text, held_out=part)
        for text, part in zip(texts, sample_held_out(texts), strict=True)
    ]
    voice = style.voice()
    tell("Reading the held-out text")
    own_bits = _network_bits(voice, texts)
    tell("Fitting the 5-gram model and PPMd")
    peer_bits = _peer_bits(_peer_alphabet(voice, texts), texts)
    if base:
        tell(f"Reading the held-out text as {base.name}")
    cost = Cost(own_bits, *peer_bits, _network_bits(base.voice(), texts) if base else None)
    training = [text.train for text in texts]
    dictionary = Dictionary(training)

    def measure(pieces: list[str]) -> Sample:
        spans = find_verbatim(pieces, training)
        return Sample(
            characters=sum(map(len, pieces)),
            words_known=dictionary.share(pieces),
            verbatim=spans.share,
            longest=spans.longest,
            repetition=seq_rep(pieces),
            given=judges.count_excerpts(pieces) if judges else None,
        )

    own = measure([opening.continuation for opening in openings])
    written = {}
    for temperature in writing.TEMPERATURES:
        tell(f"Writing at temperature {temperature:g}")
        written[temperature] = measure(writing.write_pieces(voice, openings, temperature))
    return Report(
        style=style.name,
        checksum=style.checksum,
        texts=tuple(text.source.title or text.source.origin for text in texts),
        training=sum(len(text.train) for text in texts),
        held_out=sum(len(text.held_out) for text in texts),
        cost=cost,
        own=own,
        written=written,
        judged=judges.held_out if judges else None,
    )


def _network_bits(voice: Voice, texts: Sequence[Text]) -> float:
    """Return a voice's bits per character on held-out texts, with one state through each text."""
    bits = sum(float(voice.score(text.held_out).bits.sum()) for text in texts)
    return bits / sum(len(text.held_out) for text in texts)


def _peer_alphabet(voice: Voice, texts: Sequence[Text]) -> Alphabet:
    """Return the alphabet for the models that the style is compared with.

    It is the style's own alphabet, or that of the training texts if the style's consists of words.
    """
    if isinstance(voice.alphabet, Alphabet):
        return voice.alphabet
    return Alphabet.from_text("".join(text.train for text in texts))


def _peer_bits(alphabet: Alphabet, texts: Sequence[Text]) -> tuple[float, float]:
    """Return the held-out bits per character of the 5-gram model and of PPMd."""
    train = [alphabet.encode(text.train).ids for text in texts]
    held_out = [SymbolText.from_text(text.held_out, alphabet) for text in texts]
    model = KneserNey(train, len(alphabet), alphabet.start)
    kneser_ney = sum(float(model.bits(text.ids).sum()) for text in held_out)
    ppmd = ppmd_bits(train, [text.ids for text in held_out], alphabet)
    return bits_per_character(held_out, kneser_ney), bits_per_character(held_out, ppmd)
