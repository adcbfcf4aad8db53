"""The page that takes the place of a request's form once it is sent."""

from sandbox.people import Person

NEXT = "*Next:*"
SLOWLY_DONE = "Done. You can close this."
"""What a form says that took too long to just close, on a busy machine."""


async def closed(person: Person) -> str:
    """Close the page after asking, if one stands there; give what it said."""
    page = person.form
    if page is None or not (NEXT in page.text or SLOWLY_DONE in page.text):
        return ""
    said = page.text
    await page.close()
    return said
