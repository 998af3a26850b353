"""Running commands in tests, and what they refuse."""

import io

import pytest
from django.core.management import CommandError, call_command


def run(*args, **options):
    out = io.StringIO()
    call_command(*map(str, args), stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


def refused(*args, **options):
    """The lines in which a command says what is wrong."""
    out = io.StringIO()
    with pytest.raises(CommandError) as error:
        call_command(*map(str, args), stdout=out, stderr=out, **options)
    assert (error.value.returncode, out.getvalue()) == (1, "")
    return str(error.value).splitlines()
