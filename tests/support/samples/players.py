"""Samples of core/players, and of the forms that show a player."""

from typing import Any
from uuid import UUID

from core.actions.block_player import BlockPlayer
from core.masks import MaskedField
from core.people import PITBOSS, Permission, Visibility
from core.players import NewNote, Purpose, Reveal, Tag, TakenBack, Why, add_note
from core.players.honey import NewHoney
from core.players.watch_list import NewWatch
from tests.support.office import World
from tests.support.samples import sample

WRITER = type(PITBOSS)(
    staff_id=None,
    person="writer",
    name="Writer",
    permissions=frozenset({Permission.NOTE_WRITE}),
    sees=frozenset(Visibility),
)


async def anna(office: World) -> int:
    return await office.player("anna")


async def _noted(office: World) -> tuple[int, UUID]:
    player_id = await anna(office)
    async with office.work() as work:
        return player_id, await add_note(work, WRITER, NewNote(player_id, "Deaf: write, do not call."))


@sample("players.profile_card.card", of_player=True)
async def card(office: World) -> dict[str, Any]:
    return {"player_id": await anna(office), "by": "list"}


@sample("players.notes.notes", of_player=True)
async def notes(office: World) -> dict[str, Any]:
    return {"player_id": await anna(office)}


@sample("players.notes.note", of_player=True)
async def note(office: World) -> dict[str, Any]:
    player_id, note_id = await _noted(office)
    return {"player_id": player_id, "note_id": note_id}


@sample("players.notes.audiences", of_player=True)
async def audiences(office: World) -> dict[str, Any]:
    return {"player_id": await anna(office)}


@sample("players.notes.add_note", of_player=True)
async def added_note(office: World) -> dict[str, Any]:
    return {"note": NewNote(await anna(office), "Deaf: write, do not call.")}


@sample("players.notes.withdraw_note", of_player=True)
async def withdrawn_note(office: World) -> dict[str, Any]:
    player_id, note_id = await _noted(office)
    return {"taken": TakenBack(player_id, note_id, "It was another player.")}


@sample("players.notes.add_tag", of_player=True)
async def added_tag(office: World) -> dict[str, Any]:
    return {"tag": Tag(await anna(office), "high roller")}


@sample("players.watch_list.consider", of_player=True)
async def considered_watch(office: World) -> dict[str, Any]:
    return {"player_id": await anna(office)}


@sample("players.watch_list.watch", of_player=True)
async def added_watch(office: World) -> dict[str, Any]:
    return {"new": NewWatch(await anna(office), "Many small deposits")}


@sample("players.watch_list.unwatch", of_player=True)
async def ended_watch(office: World) -> dict[str, Any]:
    return {"player_id": await anna(office), "visibility": Visibility.STAFF, "why": "Nothing came of it"}


@sample("players.notes.remove_tag", of_player=True)
async def removed_tag(office: World) -> dict[str, Any]:
    return {"player_id": await anna(office), "tag": "high roller"}


@sample("players.purposes.give_purpose", of_player=True)
async def given_purpose(office: World) -> dict[str, Any]:
    return {"player_id": await anna(office), "purpose": Purpose.PHONE}


@sample("players.reveals.reveals_a_day", of_player=True)
async def reveals_a_day(office: World) -> dict[str, Any]:
    return {"player_id": await anna(office)}


@sample("players.reveals.reveal", of_player=True)
async def reveal(office: World) -> dict[str, Any]:
    return {"wanted": Reveal(await anna(office), MaskedField.EMAIL, Why.PHONE)}


@sample("approvals.form_player.consider", of_player=True)
async def consider(office: World) -> dict[str, Any]:
    return {"action": BlockPlayer, "player_id": await anna(office)}


@sample("players.honey.add")
async def added_honey(office: World) -> dict[str, Any]:
    await anna(office)
    return {"new": NewHoney(username="zuberix81", first_name="Zubera", last_name="Quennel")}


@sample("players.honey.remove")
async def removed_honey(office: World) -> dict[str, Any]:
    return {"player_id": await anna(office)}


@sample("players.honey.every")
async def listed_honey(_office: World) -> dict[str, Any]:
    return {}
