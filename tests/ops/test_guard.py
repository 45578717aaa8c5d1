"""What the event library reads while it is imported keeps the archive from starting."""

import subprocess
import sys
from pathlib import Path

import pytest

from domain.errors import Refusal
from ops.guard import LIBRARY_VARIABLES, refuse_library_environment


@pytest.mark.parametrize("name", LIBRARY_VARIABLES)
@pytest.mark.parametrize("value", ["", "1", "datetime:timezone.utc"])
def test_a_variable_the_library_reads_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(Refusal, match=name) as refused:
        refuse_library_environment({"PATH": "/bin", name: value})
    assert refused.value.field == name


def test_any_other_environment_is_taken() -> None:
    refuse_library_environment({"PATH": "/bin", "CIPHER_KEY": "x", "GONGKAI_HOME": "var"})
    refuse_library_environment({})


def test_these_are_all_that_the_library_reads_while_it_is_imported() -> None:
    """Import what we use of the library with an environment that notes who asks for what."""
    script = """
import os, sys
asked = set()
class Noted(dict):
    def get(self, name, default=None): asked.add(name); return dict.get(self, name, default)
    def __getitem__(self, name): asked.add(name); return dict.__getitem__(self, name)
    def __contains__(self, name): asked.add(name); return dict.__contains__(self, name)
noted = Noted(os.environ)
os.environ = noted
os.getenv = noted.get
before = set(sys.modules)
import eventsourcing.application, eventsourcing.domain, eventsourcing.persistence
print(" ".join(sorted(asked)))
"""
    project = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=project
    )
    asked = set(done.stdout.split())
    assert asked & {"TZINFO_TOPIC", "SPHINX_BUILD"}
    assert asked - {name for name in asked if name.startswith("PYTHON")} <= set(LIBRARY_VARIABLES)
