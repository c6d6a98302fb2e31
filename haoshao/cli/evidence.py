"""`verify` and `ledger`: whether the evidence holds, and what it rests on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from haoshao.cli.app import app, print_lines, workspace
from haoshao.cli.sections import PROVE, command_group

ledger = command_group("The signed ledger that commits to every run.")
app.add_typer(ledger, name="ledger", rich_help_panel=PROVE)


@app.command("verify", rich_help_panel=PROVE)
def verify(
    context: typer.Context,
    path: Annotated[Path | None, typer.Argument(help="A package, folder or zip; the whole store without one.")] = None,
    key: Annotated[Path | None, typer.Option(help="The public key it has to be signed with.")] = None,
) -> None:
    """Check a package or the whole store, offline; exit code 1 names the first broken link.

    \b
    haoshao verify case-7.zip --key trusted.pub
    haoshao verify
    """
    from haoshao.verifying import verify_any

    verdict = verify_any(workspace(context), path, key)
    print_lines(verdict.lines)
    if verdict.problems:
        more = len(verdict.problems) - 1
        typer.echo(f"haoshao: broken: {verdict.problems[0]}{f' (and {more} more)' if more else ''}", err=True)
        raise typer.Exit(1)


@app.command("erase", rich_help_panel=PROVE)
def erase(
    context: typer.Context,
    subject: Annotated[
        str, typer.Option(help="Whose data: phone|id|card|email|name|text:VALUE; - reads it from stdin.")
    ],
    reason: Annotated[str, typer.Option(help="Why, without the value; goes into the record.")],
    by: Annotated[str, typer.Option(help="Who carries it out [the user of this machine].")] = "",
    drop_bodies: Annotated[
        bool, typer.Option("--drop-bodies", help="Remove whole bodies instead of putting stars in them.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be erased.")] = False,
) -> None:
    """Erase a person's data from rows and snapshots; a tombstone is signed, the record does not hold the value.

    \b
    haoshao erase --subject phone:+8613800138000 --reason "request of 2 March" --dry-run
    echo "name:..." | haoshao erase --subject - --reason "request of 2 March"
    """
    from haoshao.upkeep import erase_place

    place = workspace(context)
    place.require_data()
    said = typer.get_text_stream("stdin").readline() if subject == "-" else subject
    print_lines(erase_place(place, said, reason=reason, by=by, drop=drop_bodies, dry=dry_run))


@app.command("unseal", rich_help_panel=PROVE)
def unseal(
    context: typer.Context,
    snapshot: Annotated[str, typer.Argument(help="sha256 of the redacted body, or of the original.")] = "",
    private_key: Annotated[Path | None, typer.Option(help="The private key that originals are sealed to.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where to write the original.")] = None,
    reason: Annotated[str, typer.Option(help="Why it is opened; is recorded.")] = "",
    by: Annotated[str, typer.Option(help="Who opens it [the user of this machine].")] = "",
    new_key: Annotated[Path | None, typer.Option(help="Make a key: the private half goes into this file.")] = None,
) -> None:
    """Open the sealed original of a redacted snapshot; that it was opened is recorded.

    \b
    haoshao unseal --new-key sealing.pem
    haoshao unseal sha256:... --private-key sealing.pem --out page.html --reason "court order 12"
    """
    from haoshao.upkeep import new_key_for_sealing, unseal_place

    if new_key is not None:
        typer.echo(new_key_for_sealing(new_key))
        return
    if not snapshot or private_key is None or out is None:
        raise typer.BadParameter("needs a snapshot, --private-key and --out; or --new-key FILE")
    place = workspace(context)
    place.require_data()
    typer.echo(unseal_place(place, snapshot, private_key, out, reason=reason, by=by))


@ledger.command("show")
def show_ledger(
    context: typer.Context, last: Annotated[int, typer.Option(help="How many lines, the latest ones.")] = 20
) -> None:
    """Show what the ledger commits to, and what waits to be entered.

    \b
    haoshao ledger show --last 5
    """
    from haoshao.verifying import shown_ledger

    print_lines(shown_ledger(workspace(context), last))


@ledger.command("close")
def close_ledger(context: typer.Context) -> None:
    """Enter every run that ended and waits, also those that were killed.

    \b
    haoshao ledger close
    """
    from base.clock import now
    from storage.evidence.ledger import record_ended_runs
    from storage.evidence.places import EvidencePlaces

    place = workspace(context)
    EvidencePlaces(data=place.require_data()).store.repair()
    line = record_ended_runs(place.data, at=now())
    typer.echo("nothing waits" if line is None else f"line {line.seq}: {len(line.items)} runs entered")


@ledger.command("stamp")
def stamp_ledger(context: typer.Context) -> None:
    """Ask every time-stamp authority of haoshao.toml that has not seen the last line of the ledger.

    \b
    haoshao ledger stamp
    """
    from haoshao.upkeep import stamp_place

    place = workspace(context)
    place.require_data()
    lines, failed = stamp_place(place, force=True)
    print_lines(lines)
    if failed:
        raise typer.Exit(1)


@ledger.command("new-key")
def change_key(
    context: typer.Context,
    lost: Annotated[
        bool, typer.Option("--lost", help="The old private key is gone: the new one signs for itself.")
    ] = False,
) -> None:
    """Sign with a new key from now on; the old one signs that, and its public half is kept.

    \b
    haoshao ledger new-key
    """
    from base.clock import now
    from storage.evidence.ledger import Ledger
    from storage.evidence.places import EvidencePlaces

    places = EvidencePlaces(data=workspace(context).require_data())
    line = Ledger(places).new_key(at=now(), lost=lost)
    typer.echo(f"line {line.seq}: signed with a new key from now on; give the new file in {places.keys} to recipients")
