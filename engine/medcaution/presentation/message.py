"""A report as a few lines of plain text, to send in a message."""

from __future__ import annotations

from collections.abc import Iterator

from medcaution.presentation.display import Display
from medcaution.presentation.listed import about, listed, missing, remarks_on_lines, told_apart
from medcaution.presentation.showing import emergency_signs, taken_and_lived
from medcaution.report import Report


def message(report: Report, display: Display | None = None) -> str:
    """What was not read, each caution in plain words, and when to call for help."""
    return "\n\n".join(_parts(report, display or Display())) + "\n"


def _parts(report: Report, display: Display) -> Iterator[str]:
    say = display.words
    person = about(report, say)
    for key, inputs in told_apart(report).items():
        if inputs:
            names = ", ".join(listed(each, report.as_of, say) for each in inputs)
            yield say(f"message.{key}", names=names)
    yield from remarks_on_lines(report, say)
    if person:
        yield say("message.person", told=person)
    if report.status == "nothing-checked":
        yield f"{say('status.nothing-checked')}. {say('status.nothing-checked-meaning')}"
    elif not report.cautions:
        yield f"{say('status.none-found')}. {say('status.none-found-meaning')}"
    for caution in report.cautions:
        yield say(
            "message.caution",
            severity=say(f"plain-severity.{caution.severity}").upper(),
            written=taken_and_lived(caution),
            plain=say.told(caution.plain),
        )
    signs = emergency_signs(report)
    if signs:
        yield say("message.emergency", number=display.call, signs="; ".join(map(say.told, signs)))
    else:
        yield say("emergency.general", number=display.call)
    if report.cautions:
        yield say("status.ask-first")
    if report.undecided:
        yield "\n".join(missing(report, say))
    yield from map(say.told, report.remarks)
    yield say("handout.limits")
