"""Documents to text: one module a format, registered in `formats`."""

from knowledge.extraction.block import Block, HeadingPath
from knowledge.extraction.formats import READERS, check_size, extract

__all__ = ["READERS", "Block", "HeadingPath", "check_size", "extract"]
