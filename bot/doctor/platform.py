"""Whether the gaming platform is there, accepts our signature and refuses requests without one."""

from collections.abc import AsyncIterator
from uuid import uuid4

import aiohttp

from bot.doctor.context import Patient
from bot.doctor.findings import Finding, ok, warning, wrong
from bot.process.services import platform_problem
from bot.workflows import webhooks
from bot.workflows.webhooks import Unanswered

UNKNOWN = 404
"""The status a platform must answer for an unknown order."""
MISTRUSTS = frozenset({401, 403})
TURNS_AWAY = MISTRUSTS | {400}
"""The statuses a platform may answer without a signature."""


async def platform(patient: Patient) -> AsyncIterator[Finding]:
    """Check whether the gaming platform is connected where it must be, and whether both sides verify signatures."""
    settings = patient.settings
    if patient.office is None:
        return
    if problem := platform_problem(settings, patient.office):
        yield wrong("platform", problem, "Without it nothing takes effect there.")
    elif settings.platform_url is None:
        yield ok("platform", "No platform is connected: blocks and balances are recorded here.")
    else:
        yield await _asked(patient, settings.platform_url)


async def _asked(patient: Patient, url: str) -> Finding:
    """Ask for an order that does not exist, signed and unsigned: that changes nothing on either side."""
    key = uuid4()
    try:
        signed = (await webhooks.get(patient, f"/orders/{key}", key=key)).status
        async with patient.http.get(f"{url}/orders/{key}", allow_redirects=False) as answer:
            unsigned = answer.status
    except (Unanswered, aiohttp.ClientError, OSError, TimeoutError) as fault:
        message = f"{url} does not answer: {fault if isinstance(fault, Unanswered) else type(fault).__name__}."
        return wrong("platform", message, "Start it, or correct PITBOSS_PLATFORM_URL; orders wait until then.")
    if signed in MISTRUSTS:
        message = f"{url} refuses our signature ({signed})."
        return wrong(
            "platform", message, "Use the same PITBOSS_PLATFORM_SECRET on both sides, and synchronise the clocks."
        )
    if unsigned not in TURNS_AWAY:
        message = f"{url} answers without a signature as well ({unsigned}): anybody could give it orders."
        return wrong(
            "platform", message, "Make it check the signature of every request, or correct PITBOSS_PLATFORM_URL."
        )
    if signed != UNKNOWN:
        message = f"{url} answers {signed} for an order that does not exist, instead of {UNKNOWN}."
        return warning(
            "platform",
            message,
            "Make GET /orders/… answer 404 for unknown orders, so that they are sent again.",
        )
    return ok("platform", f"{url} accepts our signature and refuses requests without one.")
