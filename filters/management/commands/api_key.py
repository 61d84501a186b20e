"""`manage.py api_key`: make, list and revoke API keys."""

from argparse import ArgumentTypeError
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from filters.engine.errors import EngineError
from filters.models import SCOPES, ApiKey
from filters.models.keys import DEFAULT_SCOPES, MOST
from filters.services.keys import key_revoke

EXPIRY = "a number of days such as 90d, a date such as 2030-01-31, or a date and time"
NONE = "-"
HEADER: tuple[str, ...] = (
    "PREFIX", "STATE", "SCOPES", "OWNER", "EXPIRES", "LAST USED", "RATE", "MEGAPIXELS", "NAME",
)  # fmt: skip


def moment(text: str) -> datetime:
    """When a key expires. Raises `ArgumentTypeError`."""
    number = text.removesuffix("d")
    try:
        if number != text and number.isascii() and number.isdigit():
            found: datetime | None = timezone.now() + timedelta(days=int(number))
        elif date := parse_date(text):
            found = timezone.make_aware(datetime(date.year, date.month, date.day))  # noqa: DTZ001 -- it is made aware
        else:
            found = parse_datetime(text)
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise ArgumentTypeError(f"{text!r} is not {EXPIRY}.")
    aware = timezone.make_aware(found) if timezone.is_naive(found) else found
    if aware <= timezone.now():
        raise ArgumentTypeError(f"{text!r} is in the past: the key would have expired already.")
    return aware


def amount(text: str) -> int:
    """A limit a minute. Raises `ArgumentTypeError`."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:10]) <= MOST):
        raise ArgumentTypeError(f"{text!r} is not a whole number from 1 to {MOST}.")
    return int(text)


class Command(BaseCommand):
    """Make, list and revoke API keys."""

    help = "Make, list and revoke API keys. A new key is printed once, on standard output; only its hash is stored."

    def add_arguments(self, parser: CommandParser) -> None:
        """One parser for each of the three."""
        commands = parser.add_subparsers(dest="command", required=True, metavar="create | list | revoke")
        create = commands.add_parser("create", help="make a key, and print it")
        create.add_argument("name", help="what the key is called in lists, such as the client that uses it")
        create.add_argument(
            "--scopes",
            default=",".join(DEFAULT_SCOPES),
            help=f"what it may do, out of {','.join(SCOPES)} (default: %(default)s)",
        )
        create.add_argument("--expires", type=moment, metavar="WHEN", help=f"{EXPIRY} (default: never)")
        create.add_argument("--rate", type=amount, metavar="N", help="requests a minute (default: no limit)")
        create.add_argument("--megapixels", type=amount, metavar="N", help="megapixels a minute (default: no limit)")
        create.add_argument("--owner", metavar="USERNAME", help="whose presets it manages (default: the house's)")
        create.add_argument("--note", default="", help="who has it, and what for")
        commands.add_parser("list", help="list all keys by their prefixes")
        revoke = commands.add_parser("revoke", help="make a key useless, for good")
        revoke.add_argument("prefix", help="the eight characters before its dot")

    def handle(self, *args: Any, command: str, **options: Any) -> None:
        """Do the one that was asked for."""
        {"create": self.create, "list": self.list, "revoke": self.revoke}[command](**options)

    def create(self, **options: Any) -> None:
        """Make a key. The key alone goes to standard output, so that a script can take it from there."""
        key = ApiKey(
            name=options["name"],
            note=options["note"],
            owner=_user(options["owner"]),
            scopes=[scope.strip() for scope in options["scopes"].split(",") if scope.strip()],
            expiry_date=options["expires"],
            rate=options["rate"],
            megapixels=options["megapixels"],
        )
        try:
            key.full_clean()
        except ValidationError as error:
            raise CommandError(
                "\n".join(f"{field}: {text}" for field, texts in error.message_dict.items() for text in texts)
            ) from error
        text = ApiKey.objects.assign_key(key)
        with transaction.atomic():  # the key and its entry in the audit log
            key.save()
        self.stderr.write("This is the key. It is shown only now:")
        self.stdout.write(text)

    def list(self, **options: Any) -> None:
        """A line for each key."""
        rows = [HEADER, *(_row(key) for key in ApiKey.objects.with_owners())]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            self.stdout.write("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())

    def revoke(self, *, prefix: str, **options: Any) -> None:
        """Revoke the key."""
        try:
            key = key_revoke(prefix=prefix.partition(".")[0])
        except EngineError as error:
            raise CommandError(f"{error.detail} `manage.py api_key list` shows those that there are.") from error
        self.stdout.write(f"The API key {key.prefix} ({_one_line(key.name)}) is revoked.")


def _user(name: str | None) -> Any:
    if name is None:
        return None
    user = get_user_model().objects.filter(username=name).first()
    if user is None:
        raise CommandError(f"There is no user {name!r}.")
    return user


def _one_line(name: str) -> str:
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in name)


def _row(key: ApiKey) -> tuple[str, ...]:
    state = "revoked" if key.revoked else "expired" if key.has_expired else "works"
    return (
        key.prefix,
        state,
        ",".join(key.scopes),
        key.owner.get_username() if key.owner else NONE,
        f"{key.expiry_date:%Y-%m-%d %H:%M}" if key.expiry_date else "never",
        f"{key.last_used:%Y-%m-%d %H:%M}" if key.last_used else "never",
        str(key.rate or NONE),
        str(key.megapixels or NONE),
        _one_line(key.name),
    )
