"""A seller as a picture: its records on one side, its handles on the other, and what ties them.

One SVG that needs nothing else: no script, no font, no link; all words of sellers are escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from base.sinks import cells, terminal

Row = Mapping[str, Any]
MOST = 24
"""Records or handles that are drawn; the rest is counted."""
_WIDTH, _ROW, _TOP, _BOX = 1000, 44, 96, 300
_LEFT, _RIGHT = 30, 670
_LABEL = 34
"""Cells of a label; a Chinese character takes two."""
_STYLE = (
    "text{font-family:system-ui,'Noto Sans CJK SC','Microsoft YaHei',sans-serif;fill:#1b1f24}"
    ".r{fill:#e8f0fe;stroke:#3b6fd4}.h{fill:#fff4e0;stroke:#c77d12}.o{fill:#f3f4f6;stroke:#8b929c;stroke-dasharray:4 3}"
    ".l{stroke:#7a828c;stroke-width:1.6;fill:none}.k{stroke:#3b6fd4;stroke-width:1.8;fill:none;stroke-dasharray:6 4}"
    ".p{stroke:#14864b;stroke-width:2.4;fill:none}.u{stroke:#c33;stroke-width:1.4;fill:none;stroke-dasharray:2 4}"
    ".t{font-size:19px;font-weight:600}.s{font-size:12px;fill:#5a626c}.n{font-size:13px}"
)


def seller_svg(story: Row) -> str:
    """Return the picture of one seller's story."""
    shown, counts = _chosen(story)
    left = [label for label in shown if _is_record(label)]
    right = [label for label in shown if not _is_record(label)]
    called = {row["record"]: row["names"][-1] for row in story["records"] if row["names"]}
    height = _TOP + _ROW * max(len(left), len(right), 1) + 92
    places = {label: (_LEFT, _TOP + _ROW * at) for at, label in enumerate(left)}
    places |= {label: (_RIGHT, _TOP + _ROW * at) for at, label in enumerate(right)}
    own = _own(story)
    body = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}"',
        ' role="img">',
        f"<title>{_safe(str(story['name'] or story['seller_id']), 80)}</title><style>{_STYLE}</style>",
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
        *_head(story),
        *_edges(story, places),
        *_sightings(story, places),
        *(_node(label, *places[label], own=label in own, name=called.get(label)) for label in shown),
        *_foot(height, counts),
        "</svg>",
    ]
    return "\n".join(body) + "\n"


def _is_record(label: str) -> bool:
    """Return whether a label is a record's (`site`, `site/user`) rather than a handle's (`type:value`)."""
    return ":" not in label.partition("/")[0]


def _own(story: Row) -> set[str]:
    handles = {f"{row['type']}:{row['value']}" for row in story["handle_sightings"]}
    return handles | {row["record"] for row in story["records"]} | set(_bare_sites(story))


def _bare_sites(story: Row) -> list[str]:
    """Return the sites whose adverts show the seller's contacts without naming him."""
    named = {row["record"].partition("/")[0] for row in story["records"]}
    return [site for site in story["sites"] if site not in named]


def _chosen(story: Row) -> tuple[list[str], str]:
    """Return what is drawn, and in words what is not."""
    records = [*(row["record"] for row in story["records"]), *_bare_sites(story)]
    handles = [f"{row['type']}:{row['value']}" for row in story["handle_sightings"]]
    others = [end for row in story["suggestions"] for end in (row["a"], row["b"]) if end not in {*records, *handles}]
    left = len(records) - MOST, len(handles) - MOST
    words = [f"{count} more {what}" for count, what in zip(left, ("records", "handles"), strict=True) if count > 0]
    return [*records[:MOST], *handles[:MOST], *dict.fromkeys(others[:6])], ", ".join(words)


def _head(story: Row) -> Iterator[str]:
    name = _safe(str(story["name"] or "–"), 60)
    roles = _safe(" / ".join(story["roles"]), 60)
    seen = f"{(story['first_seen_at'] or '?')[:10]} – {(story['last_seen_at'] or '?')[:10]}"
    yield f'<text class="t" x="{_LEFT}" y="36">{name}</text>'
    yield (
        f'<text class="s" x="{_LEFT}" y="58">{escape(story["seller_id"])} · {roles} · {story["offers"]} offers · '
        f"{len(story['sites'])} sites · {seen}</text>"
    )
    yield f'<text class="s" x="{_LEFT}" y="84">where it is seen</text>'
    yield f'<text class="s" x="{_RIGHT}" y="84">what it shows</text>'


def _edges(story: Row, places: Mapping[str, tuple[int, int]]) -> Iterator[str]:
    for row in [*story["verdicts"], *story["suggestions"]]:
        if row["a"] not in places or row["b"] not in places or row["verdict"] == "different":
            continue
        kind = (
            "p" if row["by"] else "u" if row["verdict"] == "unsure" else "l" if row["rule"] == "shared_handle" else "k"
        )
        (ax, ay), (bx, by) = places[row["a"]], places[row["b"]]
        yield f'<path class="{kind}" d="{_curve(ax, ay + 15, bx, by + 15)}"><title>{_why(row)}</title></path>'


def _sightings(story: Row, places: Mapping[str, tuple[int, int]]) -> Iterator[str]:
    """Yield the lines from sites that name nobody to the contacts in their adverts."""
    bare = set(_bare_sites(story))
    for row in story["handle_sightings"]:
        label = f"{row['type']}:{row['value']}"
        for site in row["sites"]:
            if site in bare and site in places and label in places:
                (ax, ay), (bx, by) = places[site], places[label]
                curve = _curve(ax, ay + 15, bx, by + 15)
                yield f'<path class="l" d="{curve}"><title>{_safe(label, 200)}</title></path>'


def _curve(ax: int, ay: int, bx: int, by: int) -> str:
    """Return a curve between two boxes, from side to side or around the same side."""
    if ax == bx:
        x, bend = (ax + _BOX, 70) if ax == _LEFT else (ax, -70)
        return f"M{x} {ay} C{x + bend} {ay} {x + bend} {by} {x} {by}"
    if ax > bx:
        ax, ay, bx, by = bx, by, ax, ay
    start = ax + _BOX
    half = (start + bx) // 2
    return f"M{start} {ay} C{half} {ay} {half} {by} {bx} {by}"


def _why(row: Row) -> str:
    return _safe(f"{row['verdict']} {row['score']}: {'; '.join(row['reasons'])}", 300)


def _node(label: str, x: int, y: int, *, own: bool, name: str | None) -> str:
    kind = "o" if not own else "r" if x == _LEFT else "h"
    if name and name != label.rpartition("/")[2]:
        label = f"{label} · {name}"
    return (
        f'<g><title>{_safe(label, 200)}</title><rect class="{kind}" x="{x}" y="{y}" width="{_BOX}" height="30" rx="6"/>'
        f'<text class="n" x="{x + 12}" y="{y + 20}">{_safe(_cut(label), 200)}</text></g>'
    )


def _cut(label: str) -> str:
    shown = terminal(label)
    while cells(shown) > _LABEL:
        shown = shown[:-2] + "…"
    return shown


def _foot(height: int, counts: str) -> Iterator[str]:
    marks = (("l", "shown together"), ("k", "alike"), ("p", "a person's word"), ("u", "may be the same"))
    for at, (kind, words) in enumerate(marks):
        x = _LEFT + at * 190
        yield f'<path class="{kind}" d="M{x} {height - 34} h36"/>'
        yield f'<text class="s" x="{x + 44}" y="{height - 30}">{words}</text>'
    if counts:
        yield f'<text class="s" x="{_LEFT}" y="{height - 10}">not drawn: {escape(counts)}</text>'


def _safe(text: str, limit: int) -> str:
    """Return seller text for SVG: printable, cut, escaped."""
    return escape(terminal(text, limit=limit), quote=True)
