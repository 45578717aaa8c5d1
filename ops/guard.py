"""Refuses to start where the environment would change how the event library behaves.

What the library reads at run time never reaches it (`domain.archive`); these three it reads while
it is imported, so every entry point asks here first.
"""

from collections.abc import Mapping

from domain.errors import Refusal

LIBRARY_VARIABLES = ("EVENTSOURCING_DISABLE_REDEFINITION_CHECK", "SPHINX_BUILD", "TZINFO_TOPIC")


def refuse_library_environment(environment: Mapping[str, str]) -> None:
    """Raises `Refusal` naming the variables that must be unset before the archive is started."""
    found = [name for name in LIBRARY_VARIABLES if name in environment]
    if found:
        raise Refusal(
            f"环境变量 {'、'.join(found)} 会改变事件库的行为，请先取消设置再启动",
            rule="design §4",
            field=found[0],
        )
