"""Runs as a comparison would measure them, for the tests of what is made of them."""

from bench.engine.measure import Run


def a_run(
    system: str = "quayside",
    scenario: str = "conversations",
    *,
    conversations: int = 16,
    repeat: int = 0,
    wall_s: float = 2.0,
    later_s: tuple[float, ...] = (0.1, 0.1),
    decode_rate: float | None = None,
    equal: int | None = None,
) -> Run:
    return Run(
        subject="a model",
        system=system,
        scenario=scenario,
        conversations=conversations,
        repeat=repeat,
        output_tokens=1000,
        wall_s=wall_s,
        first_s=(0.2, 0.4),
        later_s=later_s,
        decode_rate=decode_rate,
        cpu_s=3.0,
        asker_cpu_s=0.5,
        peak_mib=100.0,
        equal=equal,
    )
