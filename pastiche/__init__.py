"""Pastiche for programs: read a style and write with it.

    from pastiche import read_style

The chat is the command `pastiche`; `bot`, `models` and the other packages beside this one are its
parts, and may change. What is listed here stays.
"""

from models.style import Style, read_style
from models.voice import Voice

__all__ = ["Style", "Voice", "read_style"]
