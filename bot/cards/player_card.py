"""The card of a player: all that one person may see of them; and the question what they are looked up for."""

from collections.abc import Iterator, Sequence

from slackblocks import Block, Button

from bot import kit
from bot.cards import action_fields, caller_text, interaction_text, link_text, player_facts
from bot.cards.drawing import Reader
from bot.slack import payloads
from bot.slack.responses import Answer
from core import actions, player_blocks
from core.action import Kind
from core.actions.adjust_balance import AdjustBalance
from core.actions.block_player import BlockPlayer
from core.actions.correct_exclusion import CorrectExclusion
from core.actions.unblock_player import UnblockPlayer
from core.errors import Invalid
from core.office import Office
from core.people import Actor, Permission, Visibility
from core.players import ASK_SECURITY, Asking, Note, Overview, Profile, Purpose, accounts
from core.players import Block as PlayerBlock
from core.players.profile_sections import Watch

NOTE_MOST = 500
"""Characters of a note on the card, so that five of them leave room for the buttons."""
BLOCKS_MOST = 4
"""Blocks listed one by one; their combined effect is always shown."""
TAGS_MOST = 10
MARKS = {
    "vip": "VIP",
    "watched": "Watch-listed",
    "staff_owned": "Belongs to a member of staff",
}
HIGH = "high"
KEPT = {
    Visibility.STAFF: "",
    Visibility.SECURITY: ", for security and fraud only",
    Visibility.COMPLIANCE: ", for compliance only",
}
"""Shown beside confidential content, so that nobody passes it on."""
PURPOSE_MENU = "player:why"
QUESTION = "Why are you looking?"
PURPOSES = {
    Purpose.PHONE: "The player is on the phone",
    Purpose.CHAT: "The player is in a chat",
    Purpose.EMAIL: "Answering an e-mail",
    Purpose.TICKET: "Working on a ticket",
    Purpose.CHECK: "A security check",
    Purpose.INTERNAL: "Internal work",
}
SPOKEN_PURPOSES = {
    **{purpose.value: purpose for purpose in Purpose},
    "call": Purpose.PHONE,
    "e-mail": Purpose.EMAIL,
    "mail": Purpose.EMAIL,
    "security": Purpose.CHECK,
    "fraud": Purpose.CHECK,
}
"""Words that state a purpose within a sentence."""

ACTS = {Kind.PROTECTIVE: "At once, then confirmed", Kind.RELEASING: "Once others agree"}
"""How acts on an account are grouped in their menu."""
TALKING_TITLE = "Talking and watching"
TALKING = (
    (Permission.CALLER_CHECK, "Check caller…", "caller:open"),
    (Permission.INTERACTION_WRITE, "Record an interaction…", "interaction:new"),
    (Permission.PLAYER_VIEW, "Interactions", "interaction:list"),
    (Permission.NOTE_WRITE, "Watch list…", "watch:open"),
    (Permission.NOTE_WRITE, "Add a tag…", "note:tag"),
)
"""What is done at once by one person and asks nobody else: no request is made."""

OFFERED = action_fields.on_card(actions.ALL)


def summary(profile: Overview, *, reader: Reader) -> str:
    """Summarise the card in one sentence, for screen readers."""
    stands = kit.plain(_standing(profile), zone=reader.actor.zone)
    return f"Player {profile.player_id}. {stands}"


def answer(profile: Overview, *, reader: Reader, replace: bool = False, whole: bool = False) -> Answer:
    """Give the card to one person alone."""
    return Answer.of(summary(profile, reader=reader), *draw(profile, reader=reader, whole=whole), replace=replace)


def draw(profile: Overview, *, reader: Reader, whole: bool = False) -> list[Block]:
    """Draw the card: what is read first, on one screen, with what can be done; the rest only where it is ``whole``."""
    return [
        *_top(profile, reader),
        *_notes(profile, high=True),
        *kit.facts(player_facts.first(profile)),
        player_facts.security_status(profile),
        *kit.row(
            _buttons(profile, reader.actor, whole=whole),
            block_id=f"card:{profile.player_id}",
            menu=_acts(profile, reader.actor),
        ),
        *_question(profile, reader),
        *(_rest(profile, reader) if isinstance(profile, Profile) and whole else ()),
    ]


def _rest(profile: Profile, reader: Reader) -> Iterator[Block]:
    """Draw what is read now and then, which may be cut: who the player is, and the history."""
    yield kit.line()
    yield from kit.facts(player_facts.rest(profile, office=reader.office, connected=reader.connected))
    yield player_facts.logins(profile)
    yield player_facts.movements(profile, reader.office)
    yield from _notes(profile, high=False)
    yield from _tags(profile.tags)


def note(one: Note) -> Iterator[Block]:
    """Draw a note: importance, author, readers and text."""
    weight = "Important note" if one.priority == HIGH else "Note"
    yield kit.small(f"{weight} by {kit.typed(one.by)}, {kit.moment(one.at)}{KEPT[one.visibility]}:")
    yield kit.quote(one.text, most=NOTE_MOST)


def watch(one: Watch) -> str:
    """Say who put a player on the watch list, and why."""
    since = f"Watch-listed since {kit.moment(one.since_at)}, by {kit.typed(one.by)}{KEPT[one.visibility]}"
    return f"{since}: {kit.typed(one.why)}"


def ask_purpose(player_id: int, *, menu: str = PURPOSE_MENU) -> Block:
    """Ask what the player is looked up for, in one line with a menu; the menu's own handler shows what follows."""
    options = [kit.option(label, f"{player_id}:{purpose}") for purpose, label in PURPOSES.items()]
    return kit.say(QUESTION, beside=kit.menu(menu, options), block_id=f"why:{player_id}")


def ask_purpose_first(player_id: int, *, menu: str = PURPOSE_MENU, again: str = "") -> Answer:
    """Ask in place of the card, showing nothing of the player; ``again`` is the command that the card comes before."""
    text = f"Player {player_id} is shown once you say why you are looking. That is recorded."
    then = [kit.small(f"You see the card first. Then type {again} again.")] if again else []
    title = kit.say(kit.bold(f"Player {player_id}"))
    return Answer.of(text, title, ask_purpose(player_id, menu=menu), kit.small(text), *then)


def chosen_purpose(value: str) -> tuple[int, Purpose]:
    """Read the player and the purpose that were chosen.

    Raises :class:`~core.errors.Invalid` for what the menu does not offer.
    """
    player_id, _, word = value.partition(":")
    if word not in set(Purpose):
        raise Invalid("This menu comes from another version of Pitboss. Look the player up again.")
    return payloads.player(player_id), Purpose(word)


def states_purpose(why: str) -> bool:
    """Tell whether a sentence states a purpose."""
    return any(word in SPOKEN_PURPOSES for word in why.casefold().replace(",", " ").replace(".", " ").split())


def spoken_purpose(why: str) -> Purpose:
    """Read the purpose from the end of a sentence: ``she is on the phone``.

    Raises :class:`~core.errors.Invalid` where no word of it states one.
    """
    told = (
        SPOKEN_PURPOSES[word]
        for word in why.casefold().replace(",", " ").replace(".", " ").split()
        if word in SPOKEN_PURPOSES
    )
    if found := next(told, None):
        return found
    listed = kit.listed([purpose.value for purpose in Purpose], last="or")
    raise Invalid(
        f"After “because”, state the purpose with one of these words: {listed}. To act on a player, put the act behind "
        "the name; /player help lists them."
    )


def _top(profile: Overview, reader: Reader) -> Iterator[Block]:
    account = profile.account
    yield kit.headline(f"{kit.typed(account.username)} · player {profile.player_id}")
    country, lifecycle = account.country or "country not known", accounts.lifecycle_words(account.lifecycle)
    where = f" · {country} · {kit.typed(account.brand)} · licence {kit.typed(account.licence)} · {lifecycle}"
    marks = " · ".join(words for name, words in MARKS.items() if getattr(account, name))
    yield kit.say(kit.bold(kit.typed(account.full_name)), where, *([kit.NEW_LINE, kit.bold(marks)] if marks else []))
    yield kit.say(kit.bold(_standing(profile)))
    for block in profile.blocks[:BLOCKS_MOST]:
        yield kit.small(_block(block, reader.office))
    if profile.blocks[BLOCKS_MOST:]:
        yield kit.small(f"{len(profile.blocks) - BLOCKS_MOST} more blocks.")
    if profile.linked:
        yield kit.small(link_text.summary(profile.linked, profile.linked_in_all))
    if profile.last_interaction:
        yield kit.small(interaction_text.last(profile.last_interaction, today=reader.office.day(profile.as_of)))
    for one in profile.watches:
        yield kit.small(watch(one))
    if profile.callers:
        yield kit.small(kit.stacked(caller_text.lines(profile.callers, now=profile.as_of)))
    yield kit.small(kit.marked("As of ", kit.clock(profile.as_of, zone=reader.actor.zone)))


def _standing(profile: Overview) -> str:
    """Say what the player can do, and that security is to be asked first where there is more than this person sees."""
    stands = kit.standing(profile.standing)
    if profile.account.lifecycle in accounts.CLOSED:
        closed = "The account is closed: the player cannot log in."
        stands = f"{closed} {stands}" if profile.standing.blocked else closed
    if not profile.ask_security:
        return stands
    if not profile.standing.blocked:
        return f"{stands.removesuffix('.')}, but {ASK_SECURITY[0].lower()}{ASK_SECURITY[1:]}."
    return f"{stands} {ASK_SECURITY}."


def _block(block: PlayerBlock, office: Office) -> str:
    title = f"{_held(block)}{kit.typed(player_blocks.reason_title(office, block))}"
    until = f", until {kit.moment(block.until_at)}" if block.until_at else ", until ended"
    ticket = f" · ticket {kit.typed(block.ticket)}" if block.ticket else ""
    return (
        f"{title}: since {kit.moment(block.from_at)}{until}, asked by {block.asked_by}{ticket}{KEPT[block.visibility]}"
    )


def _held(block: PlayerBlock) -> str:
    """Say that it holds withdrawals and stops nothing else, so that it does not read as a block."""
    if block.scopes or not block.holds_withdrawals:
        return ""
    return "Withdrawal held, " if len(block.holds_only) == 1 else "Withdrawals held, "


def _question(profile: Overview, reader: Reader) -> Iterator[Block]:
    if profile.asking(reader.office.limits) is Asking.BESIDE:
        yield ask_purpose(profile.player_id)


def _notes(profile: Overview, *, high: bool) -> Iterator[Block]:
    for one in profile.notes:
        if (one.priority == HIGH) is high:
            yield from note(one)


def _tags(tags: Sequence[str]) -> Iterator[Block]:
    if tags:
        more = f" and {len(tags) - TAGS_MOST} more" if tags[TAGS_MOST:] else ""
        yield kit.small(f"Tags: {', '.join(map(kit.typed, tags[:TAGS_MOST]))}{more}")


def _buttons(profile: Overview, actor: Actor, *, whole: bool) -> Iterator[Button]:
    """Offer what this person may do, most used first; the others stand in a menu."""
    blocked = bool(profile.standing.blocked)
    excluded = any(block.excludes for block in profile.blocks)
    open_alerts, open_tickets = bool(profile.security.open_alerts), bool(profile.around.open_tickets)
    offered = (
        (Permission.PLAYER_VIEW, "Activity", "activity:open", True),
        (Permission.PLAYER_VIEW, "Less" if whole else "More", "player:again" if whole else "player:more", True),
        (Permission.BLOCK_ASK, "Block…", f"{BlockPlayer.name}:open", True),
        (Permission.UNBLOCK_ASK, "Unblock…", f"{UnblockPlayer.name}:open", blocked),
        (CorrectExclusion.ask, "Correct exclusion…", f"{CorrectExclusion.name}:open", excluded),
        (Permission.ADJUSTMENT_ASK, "Adjust…", f"{AdjustBalance.name}:open", True),
        (Permission.ALERT_VIEW, "Check", "check:player", True),
        (Permission.PLAYER_REVEAL, "Reveal…", "reveal:open", True),
        (Permission.TICKET_WORK, "Open a ticket…", "ticket:new", True),
        (Permission.TICKET_VIEW, "Tickets", "tickets:player", open_tickets),
        (Permission.ALERT_VIEW, "Alerts", "alerts:player", open_alerts),
        (Permission.PLAYER_VIEW, "Linked accounts", "links:open", bool(profile.linked)),
        (Permission.NOTE_WRITE, "Add a note…", "note:open", True),
        (Permission.PLAYER_VIEW, "Notes and tags", "note:list", True),
        (Permission.AUDIT_READ, "History", "audit:player", True),
        (Permission.PLAYER_VIEW, "Look again", "player:again", True),
    )
    for permission, label, action_id, sensible in offered:
        if sensible and actor.may(permission):
            yield kit.button(label, action_id, value=str(profile.player_id))


def _acts(profile: Overview, actor: Actor) -> kit.ButtonMenu:
    """Offer every other act that this person may ask for and that can mean something now, by when it takes effect."""
    player_id = profile.player_id
    there, lifecycle = {None, *profile.has}, profile.account.lifecycle
    mine = [one for one in OFFERED if one.prerequisite in there and lifecycle not in one.not_in and actor.may(one.ask)]
    talking = [
        kit.button(label, action_id, value=str(player_id)) for need, label, action_id in TALKING if actor.may(need)
    ]
    return kit.ButtonMenu(
        "Actions",
        {TALKING_TITLE: talking}
        | {
            title: [
                kit.button(f"{one.title}…", f"{one.name}:open", value=str(player_id))
                for one in mine
                if one.kind is kind
            ]
            for kind, title in ACTS.items()
        },
    )
