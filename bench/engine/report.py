"""Figures from runs: medians for each model, system and number of conversations, and ratios of systems."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from bench.engine.measure import Run, quantile
from bench.engine.systems import LLAMA_SERVER, NAMES, OURS, PYTHON_SERVER

_HEAD = (
    "| conversations | system | tokens/s | first token, turn 1: p50 | p95 | turns 2+: p50 | p95 "
    "| CPU s per 1000 tokens | peak MiB |\n|--:|:--|--:|--:|--:|--:|--:|--:|--:|"
)


@dataclass(frozen=True, slots=True)
class Cell:
    """Medians over the repeats of one scenario; seconds. `asker_cpu_s_per_1000` is not the system's."""

    subject: str
    system: str
    scenario: str
    conversations: int
    repeats: int
    tokens_per_s: float
    first_p50_s: float
    first_p95_s: float
    later_p50_s: float | None
    later_p95_s: float | None
    cpu_s_per_1000: float
    asker_cpu_s_per_1000: float
    peak_mib: float
    wall_s: float
    decode_rate: float | None


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio of two medians, and the least and the most of the single repeats."""

    name: str
    value: float
    least: float
    most: float


def cells(runs: Iterable[Run]) -> list[Cell]:
    """In the order in which the first run of each was made."""
    groups: dict[tuple[str, str, str, int], list[Run]] = {}
    for run in runs:
        groups.setdefault((run.subject, run.system, run.scenario, run.conversations), []).append(run)
    return [_cell(group) for group in groups.values()]


def ratios(runs: Sequence[Run]) -> list[Ratio]:
    """Those that can be had of `runs`. Of times less than one is better for us, of rates more."""
    found = []
    for subject in dict.fromkeys(run.subject for run in runs):
        mine = [run for run in runs if run.subject == subject and run.conversations == 16]
        found += [
            _systems(mine, f"{subject}: decoding alone, tokens/s", "decode", _decode_rate, LLAMA_SERVER),
            _systems(mine, f"{subject}: 16 new conversations, time", "new", _wall, LLAMA_SERVER),
            _systems(mine, f"{subject}: 16 new conversations, time", "new", _wall, PYTHON_SERVER),
            _systems(mine, f"{subject}: 16 conversations, tokens/s", "conversations", _rate, LLAMA_SERVER),
            _systems(mine, f"{subject}: 16 conversations, tokens/s", "conversations", _rate, PYTHON_SERVER),
            *(_turns(mine, subject, system) for system in NAMES),
        ]
    return [ratio for ratio in found if ratio is not None]


def markdown(runs: Sequence[Run]) -> str:
    """The table of each model, then the ratios and the check against one-by-one runs."""
    parts = []
    made = cells(runs)
    for subject in dict.fromkeys(run.subject for run in runs):
        rows = [cell for cell in made if cell.subject == subject and cell.scenario == "conversations"]
        rows.sort(key=lambda cell: cell.conversations)
        parts.append("\n".join([f"### {subject}", "", _HEAD, *map(_row, rows)]))
    lines = [
        f"| {ratio.name} | {ratio.value:.2f} | {ratio.least:.2f} to {ratio.most:.2f} |"
        for ratio in ratios(runs)
    ]
    if lines:
        parts.append("\n".join(["| ratio | of medians | single repeats |", "|:--|--:|:--|", *lines]))
    parts += [
        f"{run.subject}, {run.system}: {run.equal} of {run.conversations} conversations are word for word "
        "those of one-by-one runs."
        for run in runs
        if run.equal is not None
    ]
    return "\n\n".join(parts)


def _cell(runs: list[Run]) -> Cell:
    def middle(figure: Callable[[Run], float]) -> float:
        return median(figure(run) for run in runs)

    one = runs[0]
    return Cell(
        subject=one.subject,
        system=one.system,
        scenario=one.scenario,
        conversations=one.conversations,
        repeats=len(runs),
        tokens_per_s=middle(_rate),
        first_p50_s=middle(lambda run: quantile(run.first_s, 50)),
        first_p95_s=middle(lambda run: quantile(run.first_s, 95)),
        later_p50_s=middle(lambda run: quantile(run.later_s, 50)) if one.later_s else None,
        later_p95_s=middle(lambda run: quantile(run.later_s, 95)) if one.later_s else None,
        cpu_s_per_1000=middle(lambda run: run.cpu_s / run.output_tokens * 1000),
        asker_cpu_s_per_1000=middle(lambda run: run.asker_cpu_s / run.output_tokens * 1000),
        peak_mib=middle(lambda run: run.peak_mib),
        wall_s=middle(_wall),
        decode_rate=middle(_decode_rate) if one.decode_rate is not None else None,
    )


def _row(cell: Cell) -> str:
    waits = (cell.first_p50_s, cell.first_p95_s, cell.later_p50_s, cell.later_p95_s)
    shown = " | ".join("" if wait is None else _seconds(wait) for wait in waits)
    return (
        f"| {cell.conversations} | {cell.system} | {cell.tokens_per_s:.1f} | {shown} "
        f"| {cell.cpu_s_per_1000:.2f} | {cell.peak_mib:.0f} |"
    )


def _seconds(value: float) -> str:
    return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.1f} s"


def _systems(
    runs: Sequence[Run], name: str, scenario: str, figure: Callable[[Run], float], other: str
) -> Ratio | None:
    """`figure` of ours over that of `other`."""
    runs = [run for run in runs if run.scenario == scenario]
    ours = [figure(run) for run in runs if run.system == OURS]
    theirs = [figure(run) for run in runs if run.system == other]
    return _ratio(f"{name}, {OURS} / {other}", ours, theirs)


def _turns(runs: Sequence[Run], subject: str, system: str) -> Ratio | None:
    """The median wait of later turns over that of turn one."""
    mine = [run for run in runs if run.system == system and run.scenario == "conversations" and run.later_s]
    later = [quantile(run.later_s, 50) for run in mine]
    first = [quantile(run.first_s, 50) for run in mine]
    return _ratio(f"{subject}: first token at 16, {system}, turns 2+ / turn 1", later, first)


def _ratio(name: str, over: list[float], under: list[float]) -> Ratio | None:
    single = [one / other for one, other in zip(over, under, strict=False)]
    if not single:
        return None
    return Ratio(name, median(over) / median(under), min(single), max(single))


def _rate(run: Run) -> float:
    return run.output_tokens / run.wall_s


def _wall(run: Run) -> float:
    return run.wall_s


def _decode_rate(run: Run) -> float:
    return run.decode_rate or 0.0
