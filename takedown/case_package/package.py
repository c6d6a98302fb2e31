"""Writing the package of a case: one folder, sealed at the end; the same bytes for the same case and moment."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from base.clock import iso
from market.errors import MarketError
from storage.evidence.keys import load_signer
from storage.queries.cases import Notice
from storage.snapshots import SnapshotStore
from takedown.case_package.evidence import PackedEvidence, missing_lines, write_evidence, write_pages
from takedown.case_package.papers import (
    PackedFile,
    Papers,
    index_paper,
    notice_paper,
    notice_values,
    simulated_lines,
)
from takedown.case_package.pdf import PaperMaker
from takedown.case_package.readme import readme_text
from takedown.case_package.tables import write_machine, write_tables
from takedown.formats.facts import ExportFacts
from takedown.formats.json_text import dumps
from takedown.notices import NoticeText, write_notice
from takedown.packing.manifest import PackageFacts, seal_package
from takedown.recipients import Recipient
from takedown.settings import TakedownSettings
from takedown.tiers import Tier

_SUFFIXES = frozenset(
    {".png", ".jpg", ".jpeg", ".webp", ".gif", ".pdf", ".txt", ".eml", ".html", ".json", ".csv", ".zip"}
)


_GENERAL_GROUNDS = ("telecom-fraud-law-31", "telecom-fraud-law-25", "platform-terms")
"""Of a notice to nobody in particular."""


class PackageWriteError(MarketError):
    """A package cannot be written where it was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageOrder:
    """What a package is to be made of, and where."""

    papers: Papers
    """With the language of index and README."""
    recipients: dict[str, Recipient]
    settings: TakedownSettings
    config: Path
    data: Path
    folder: Path
    file_path: Callable[[str], Path]
    """Where the bytes of a file of the case lie, by hash."""
    all_languages: bool
    """Whether notices keep their own language; else they take that of the papers."""


def write_package(order: PackageOrder) -> Path:
    """Return the folder of the package, sealed.

    Raises:
        PackageWriteError: the folder is there already, or cannot be written.
        PaperError: no PDF can be made here.
        MarketError: evidence is missing or broken.
    """
    folder = order.folder
    papers = order.papers
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        raise PackageWriteError(f"{folder}: is there already; name another with --out or remove it") from None
    except OSError as error:
        raise PackageWriteError(f"{folder}: cannot be written ({error.strerror})") from error
    try:
        _fill(order)
        facts = PackageFacts(
            package_id=f"{papers.facts.case.label}-{papers.facts.made_at:%Y%m%dT%H%M%SZ}",
            case_id=papers.facts.case.label,
            created_at=papers.facts.made_at,
            tier=str(papers.tier),
            simulated=papers.facts.simulated,
            language=papers.language,
        )
        seal_package(folder, load_signer(order.data), facts)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise PackageWriteError(f"{folder}: cannot be written ({error.strerror})") from error
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def _fill(order: PackageOrder) -> None:
    papers, folder = order.papers, order.folder
    maker = PaperMaker()
    store = SnapshotStore(order.data / "snapshots")
    held = papers.facts.case.evidence
    made_at = papers.facts.made_at
    evidence = write_evidence(held, store, order.data, folder / "evidence", papers.tier, at=made_at)
    if papers.tier is Tier.RAW:
        write_pages(held, store, folder / "pages")
    files = tuple(_copy_files(order))
    missing = [*missing_lines(evidence), *_reporter_missing(order)]
    export = ExportFacts(
        made_at=made_at, tier=papers.tier, simulated=papers.facts.simulated, reporter=order.settings.reporter
    )
    write_tables(papers.facts, export, folder / "offers")
    write_machine(papers.facts, export, folder / "machine")
    _write_notices(order, maker)
    maker.write("index", index_paper(papers, evidence.pages, files), folder / "evidence" / "index.pdf")
    _write_text(folder / "case.json", dumps(_case_json(order, evidence, files)) + "\n")
    _write_text(folder / "reporter.txt", _reporter_text(order))
    _write_text(folder / "README.txt", readme_text(papers, missing))


def _write_notices(order: PackageOrder, maker: PaperMaker) -> None:
    folder = order.folder / "notice"
    folder.mkdir()
    for name, papers, notice in _notices(order):
        text = written_notice(papers, order.config, order.settings, order.recipients, notice)
        maker.write("notice", notice_paper(papers, text), folder / f"{name}.pdf")
        _write_text(folder / f"{name}.txt", "\n".join([*simulated_lines(papers), text.text]))


def written_notice(
    papers: Papers,
    config: Path,
    settings: TakedownSettings,
    recipients: Mapping[str, Recipient],
    notice: Notice | None,
) -> NoticeText:
    """Return the text of a notice, or of a general one about the whole case."""
    recipient = recipients.get(notice.recipient) if notice else None
    values = notice_values(
        papers,
        papers.facts.of(notice) if notice else papers.facts.offers,
        recipient=recipient.name.in_(papers.language) if recipient else papers.say("to_anybody"),
        attempt=notice.attempt if notice else 1,
        days=(recipient.answer_days if recipient else None) or settings.answer_days,
    )
    values["reporter_known"] = settings.reporter.is_known
    return write_notice(config, papers.language, recipient.legal if recipient else _GENERAL_GROUNDS, values)


def _notices(order: PackageOrder) -> Iterator[tuple[str, Papers, Notice | None]]:
    """Yield name, papers in its language, and each notice; a general one where none was drafted."""
    notices = order.papers.facts.case.notices
    for notice in notices:
        language = notice.language if order.all_languages else order.papers.language
        name = f"notice-{notice.label}-{notice.recipient}.{language}"
        yield name, replace(order.papers, language=language), notice
    if not notices:
        yield f"notice.{order.papers.language}", order.papers, None


def _copy_files(order: PackageOrder) -> Iterator[PackedFile]:
    """Copy the evidence files under plain names; proofs that a notice was sent stay at home."""
    own = [one for one in order.papers.facts.case.files if one.notice_id is None]
    for number, one in enumerate(own, 1):
        suffix = Path(one.name).suffix.lower()
        path = f"files/{number:03d}{suffix if suffix in _SUFFIXES else '.bin'}"
        (order.folder / "files").mkdir(exist_ok=True)
        shutil.copyfile(order.file_path(one.sha256), order.folder / path)
        yield PackedFile(path=path, name=one.name, sha256=one.sha256, note=one.note)


def _case_json(order: PackageOrder, evidence: PackedEvidence, files: Sequence[PackedFile]) -> dict[str, Any]:
    """Return the case for programs; the timeline stays at home."""
    facts = order.papers.facts
    case = facts.case
    dates = ("made_at", "frozen_at", "sent_at", "gone_at", "back_at")
    return {
        "case": case.label,
        "title": case.title,
        "made_at": iso(facts.made_at),
        "opened_at": iso(case.opened_at),
        "frozen_at": iso(case.frozen_at),
        "tier": str(order.papers.tier),
        "simulated": facts.simulated,
        "sellers": list(facts.sellers),
        "offers": [row["offer_id"] for row in facts.offers],
        "notices": [
            {
                "notice": one.label,
                "recipient": one.recipient,
                "language": one.language,
                "attempt": one.attempt,
                "state": one.state.value,
                **{name: iso(getattr(one, name)) for name in dates},
                "offers": [target.offer_id for target in one.targets],
            }
            for one in case.notices
        ],
        "evidence": [asdict(page) for page in evidence.pages],
        "proof": None if evidence.proof is None else asdict(evidence.proof),
        "files": [asdict(one) for one in files],
    }


def _reporter_missing(order: PackageOrder) -> Iterator[str]:
    if not order.settings.reporter.is_known:
        yield "who reports: fill in config/takedown.yml / 举报人身份未填写（config/takedown.yml）"


def _reporter_text(order: PackageOrder) -> str:
    reporter = order.settings.reporter
    said = {
        "Organisation / 机构": reporter.organisation,
        "On behalf of / 委托方": reporter.principal,
        "Name / 姓名": reporter.name,
        "Mail / 邮箱": reporter.email,
        "Phone / 电话": reporter.phone,
        "Address / 地址": reporter.address,
    }
    lines = [f"{key}: {value}" for key, value in said.items() if value] or ["not stated / 未填写"]
    head = ["Who reports. Not for those reported. / 举报人身份，请勿转交被举报方。", ""]
    return "\n".join([*simulated_lines(order.papers), *head, *lines, ""])


def _write_text(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write(text)
