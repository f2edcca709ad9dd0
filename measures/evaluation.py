"""Everything that is measured of one style, in order."""

from collections.abc import Sequence
from dataclasses import replace

from common.errors import SourceError
from measures import writing
from measures.attribution import Attribution
from measures.dictionary import Dictionary
from measures.kneser_ney import KneserNey
from measures.ppmd import ppmd_bits
from measures.repetition import seq_rep
from measures.report import Cost, Report, Sample
from measures.symbol_text import SymbolText, bits_per_character
from measures.verbatim import verbatim
from models.alphabet import Alphabet
from models.style import Style
from models.voice import Voice
from texts.corpus import Text, sample_held_out


def evaluate(
    style: Style, texts: Sequence[Text], judges: Attribution | None, base: Style | None = None
) -> Report:
    """Measure a style on the texts it learnt from and on what of them was held out.

    Of very much held-out text costs are measured on the same share of each, its first; places to
    write on from are taken from all of it.

    Args:
        style: the style.
        texts: its texts, split as they were when it was trained.
        judges: of this style by its name, and of others; None leaves attribution out.
        base: another style to read the same held-out texts; None leaves it out.

    Raises:
        SourceError: when nothing was held out.
    """
    if not any(text.held_out for text in texts):
        raise SourceError(
            f"nothing was held out of the texts of {style.name}",
            "Train it with texts that are: a style can only be measured on what it never read.",
        )
    places = writing.openings("\n".join(text.held_out for text in texts if text.held_out))
    texts = [
        replace(text, held_out=part)
        for text, part in zip(texts, sample_held_out(texts), strict=True)
    ]
    voice = style.voice()
    cost = Cost(
        _network(voice, texts),
        *_peers(_characters(voice, texts), texts),
        _network(base.voice(), texts) if base else None,
    )
    training = [text.train for text in texts]
    dictionary = Dictionary(training)

    def measured(pieces: list[str]) -> Sample:
        spans = verbatim(pieces, training)
        return Sample(
            characters=sum(map(len, pieces)),
            words_known=dictionary.share(pieces),
            verbatim=spans.share,
            longest=spans.longest,
            repetition=seq_rep(pieces),
            given=judges.given(pieces) if judges else None,
        )

    return Report(
        style=style.name,
        checksum=style.checksum,
        texts=tuple(text.source.title or text.source.origin for text in texts),
        training=sum(len(text.train) for text in texts),
        held_out=sum(len(text.held_out) for text in texts),
        cost=cost,
        own=measured([place.after for place in places]),
        written={
            temperature: measured(writing.written(voice, places, temperature))
            for temperature in writing.TEMPERATURES
        },
        judged=judges.held_out if judges else None,
    )


def _network(voice: Voice, texts: Sequence[Text]) -> float:
    """The bits per character of the style itself, state carried through each text."""
    bits = sum(float(voice.score(text.held_out).bits.sum()) for text in texts)
    return bits / sum(len(text.held_out) for text in texts)


def _characters(voice: Voice, texts: Sequence[Text]) -> Alphabet:
    """The alphabet of the peers: the style's own, or, if that is one of words, the texts'."""
    if isinstance(voice.alphabet, Alphabet):
        return voice.alphabet
    return Alphabet.from_text("".join(text.train for text in texts))


def _peers(alphabet: Alphabet, texts: Sequence[Text]) -> tuple[float, float]:
    """The bits per character of the 5-gram model and of PPMd."""
    train = [alphabet.encode(text.train).ids for text in texts]
    held_out = [SymbolText.of(text.held_out, alphabet) for text in texts]
    model = KneserNey(train, len(alphabet), alphabet.start)
    kneser_ney = sum(float(model.bits(text.ids).sum()) for text in held_out)
    ppmd = ppmd_bits(train, [text.ids for text in held_out], alphabet)
    return bits_per_character(held_out, kneser_ney), bits_per_character(held_out, ppmd)
