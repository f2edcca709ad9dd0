"""Pastiche for other programs: read a style (a language model in a file) and write with it.

    from pastiche import read_style

    voice = read_style(path).voice()

The names listed in `__all__` are stable. The other packages, such as `bot` and `models`, are parts
of the program and may change. To chat, run the command `pastiche`.
"""

from models.style import Style, read_style
from models.voice import Voice

__all__ = ["Style", "Voice", "read_style"]
