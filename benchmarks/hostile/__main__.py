"""`make bench-hostile`: what a hostile world tried, what held, and what it cost."""

from __future__ import annotations

import asyncio
import sys

from benchmarks.hostile.neighbours import measured
from benchmarks.hostile.tricks import tried_out


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
    print(f"  {'memory of the process at most':<32}{found.peak_mib:>6.0f} MiB")
    print(f"  {'well-behaved shops alone':<32}{found.alone_s:>6.2f} s")
    print(f"  {'beside all of them':<32}{found.beside_s:>6.2f} s ({found.slowdown:+.0%}; a quarter is allowed)")
    return int(bool(tricks.inside) or handled < len(found.behaviours))


if __name__ == "__main__":
    sys.exit(main())
