"""The chart: tokens a second and waits for the first token against conversations, a line a system."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bench.engine.report import Cell
from bench.engine.systems import NAMES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_COLOURS = dict(zip(NAMES, ("#0b6e4f", "#c8553d", "#5b6c8f"), strict=True))
_MARKERS = dict(zip(NAMES, ("o", "s", "^"), strict=True))
_TITLES = ("output, tokens/s", "first token of turn 1, s", "first token of turns 2+, s")


def draw(cells: Sequence[Cell], folder: Path) -> list[Path]:
    """Writes `engine.png` and `engine.svg`: a row for each model. Shades go from p50 to p95."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    cells = [cell for cell in cells if cell.scenario == "conversations"]
    subjects = list(dict.fromkeys(cell.subject for cell in cells))
    counts = sorted({cell.conversations for cell in cells})
    figure, grid = pyplot.subplots(
        len(subjects), 3, figsize=(12, 3.4 * len(subjects) + 0.7), squeeze=False, layout="constrained"
    )
    for subject, row in zip(subjects, grid, strict=True):
        for axes, title in zip(row, _TITLES, strict=True):
            _dress(axes, f"{subject}: {title}", counts)
        for name in NAMES:
            mine = [cell for cell in cells if cell.subject == subject and cell.system == name]
            _lines(row, sorted(mine, key=lambda cell: cell.conversations), counts)
        _scale(row)
    handles, labels = grid[0][0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=len(NAMES), frameon=False)
    written = [folder / "engine.png", folder / "engine.svg"]
    for path in written:
        figure.savefig(path, dpi=150)
    pyplot.close(figure)
    return written


def _dress(axes: "Axes", title: str, counts: list[int]) -> None:
    axes.set_title(title, loc="left", fontsize=10)
    axes.set_xticks(range(len(counts)), [str(count) for count in counts])
    axes.set_xlabel("conversations at once")
    axes.grid(axis="y", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _scale(row: "Sequence[Axes]") -> None:
    """Rates from zero, waits on a logarithmic scale."""
    row[0].set_ylim(bottom=0)
    for axes in row[1:]:
        axes.set_yscale("log")
        axes.yaxis.set_major_formatter("{x:g}")


def _lines(row: "Sequence[Axes]", cells: list[Cell], counts: list[int]) -> None:
    if not cells:
        return
    name = cells[0].system
    colour, marker = _COLOURS[name], _MARKERS[name]
    at = [counts.index(cell.conversations) for cell in cells]
    row[0].plot(at, [cell.tokens_per_s for cell in cells], color=colour, marker=marker, label=name)
    waits = (
        [(cell.first_p50_s, cell.first_p95_s) for cell in cells],
        [(cell.later_p50_s or 0.0, cell.later_p95_s or 0.0) for cell in cells],
    )
    for axes, pairs in zip(row[1:], waits, strict=True):
        axes.plot(at, [p50 for p50, _ in pairs], color=colour, marker=marker)
        axes.fill_between(
            at, [p50 for p50, _ in pairs], [p95 for _, p95 in pairs], color=colour, alpha=0.12, linewidth=0
        )
