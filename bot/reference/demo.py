"""The page of the demo's stories."""

from bot.demo.stories import ALL
from bot.demo.stories.story import Story
from bot.reference.markdown import code, page, section

ABOUT = """`make demo` starts with these stories under way. They consist of real events and of the same \
operations that Slack uses; `pitboss simulate` creates them too. Investigate each yourself before you read the \
answer."""


def stories() -> str:
    """Write the page of the demo's stories."""
    return page("The stories of the demo", ABOUT, *map(_section, ALL))


def _section(story: Story) -> str:
    who, typed = story.begin
    return section(
        story.title,
        story.happened,
        f"**Who should look:** {story.looks}. Begin as {who.capitalize()}: {code(typed)}",
        f"**A good answer:** {story.answer}",
    )
