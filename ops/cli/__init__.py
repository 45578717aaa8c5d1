"""`gongkai`: the command line. Exit 0 fine, 1 a finding or refusal, 2 wrong use.

Nothing of the application is imported before the environment was looked at, because the event
sourcing library reads some variables when it is imported.
"""

import sys

from domain.errors import Refusal
from ops.guard import refuse_library_environment
from ops.settings import process_environment


def main() -> None:
    """The console script."""
    try:
        refuse_library_environment(process_environment())
        from ops.cli.application import application

        application()
    except Refusal as refusal:
        where = f"[{refusal.field}] " if refusal.field else ""
        rule = f"({refusal.rule})" if refusal.rule else ""
        sys.stderr.write(f"未办理:{where}{refusal.message}{rule}\n")
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
