"""`make bench-hostile`: what a hostile world tried, what held, and what it cost."""

from __future__ import annotations

import asyncio
import sys

from benchmarks.hostile.neighbours import AT_ONCE, ROUNDS, WELL, measured
from benchmarks.hostile.tricks import tried_out

ALLOWED = 0.25
"""By how much well-behaved shops may take longer beside all the others."""


def main() -> int:
    """Print the table and return 0 where everything held."""
    tricks = asyncio.run(tried_out())
    print(
        f"{'the gate':<34}{tricks.tried:>6} tricks tried, {tricks.refused} refused, {tricks.inside} connections inside"
    )
    for group, count in sorted(tricks.groups.items()):
        print(f"  {group:<32}{count:>6}")
    for url in tricks.leaked:
        print(f"  LEAKED {url!r}")
    found = measured()
    handled = sum(one.expected for one in found.behaviours)
    slowest = max(found.behaviours, key=lambda one: one.seconds)
    print(f"{'misbehaving servers':<34}{len(found.behaviours):>6} tried, {handled} ended as they should")
    for one in found.behaviours:
        if not one.expected:
            print(f"  NOT AS EXPECTED {one.name}: {one.health} ({one.cause})")
    print(f"  {'slowest':<32}{slowest.seconds:>6.1f} s ({slowest.name})")
    print(f"  {'memory of one process at most':<32}{found.peak_mib:>6.0f} MiB")
    print(f"  {'memory of all together at most':<32}{found.peak_all_mib:>6.0f} MiB")
    print(f"  {'processor time of all together':<32}{found.processor_s:>6.1f} s")
    print(f"{'well-behaved shops among them':<34}{WELL:>6}, {ROUNDS} rounds, {AT_ONCE} sites at once at most")
    print(f"  {'alone':<32}{found.alone_s:>6.2f} s (the slowest {found.slowest_alone_s:.2f} s)")
    print(f"  {'beside all of them':<32}{found.beside_s:>6.2f} s (the slowest {found.slowest_beside_s:.2f} s)")
    rounds = ", ".join(f"{one:+.0%}" for one in found.rounds)
    print(f"  {'slower by':<32}{found.slowdown:>+6.0%} (rounds: {rounds}; {ALLOWED:.0%} is allowed)")
    return int(bool(tricks.inside) or handled < len(found.behaviours) or found.slowdown > ALLOWED)


if __name__ == "__main__":
    sys.exit(main())
