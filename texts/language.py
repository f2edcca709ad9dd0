"""The language of a text, detected by py3langid.

py3langid knows some 140 languages by the sequences of bytes that tell them apart (Lui and Baldwin,
"langid.py: An Off-the-shelf Language Identification Tool", 2012). It takes most of a second to
load, so it is loaded when it is first needed.
"""

from collections import Counter
from collections.abc import Iterable


def detect_language(samples: Iterable[str]) -> str | None:
    """Detect the language in which most of the samples are written.

    Args:
        samples: pieces of text; blank ones are ignored.

    Returns:
        The ISO 639 code of the language, such as "en"; None if all samples are blank.
    """
    from py3langid import classify

    # In lower case, because it has seen fewer words in capitals.
    votes = Counter(classify(sample.lower())[0] for sample in samples if sample.strip())
    return votes.most_common(1)[0][0] if votes else None
